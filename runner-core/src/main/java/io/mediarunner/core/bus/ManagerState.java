package io.mediarunner.core.bus;

import java.util.Objects;

/**
 * What one instance knows of the Manager.
 *
 * @param instance 0-based number
 * @param registered whether the Manager accepted the last registration or heartbeat; two missed
 *     heartbeats are tolerated
 * @param reachable false if the Manager does not answer at all
 * @param detail one sentence for an operator: why not registered, or an empty string
 */
public record ManagerState(int instance, boolean registered, boolean reachable, String detail)
    implements BusMessage {
  /** Of a Manager that answers. */
  public ManagerState(int instance, boolean registered, String detail) {
    this(instance, registered, true, detail);
  }

  /**
   * @throws NullPointerException if {@code detail} is null
   */
  public ManagerState {
    Objects.requireNonNull(detail, "detail");
  }
}
