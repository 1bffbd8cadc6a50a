package io.mediarunner.core.fleet;

import java.util.List;

/** Where leases are recorded before they take effect. */
public interface LeaseLedger {
  /** Keeps nothing. */
  LeaseLedger NONE = changed -> {};

  /**
   * Records leases, all or none of them.
   *
   * @throws RuntimeException if it cannot; the change then does not take place
   */
  void write(List<Lease> changed);
}
