package io.mediarunner.core.bus;

import java.util.Objects;

/**
 * What one instance knows of the Manager.
 *
 * @param instance 0-based number
 * @param registered whether the Manager accepted the last registration or heartbeat; two missed
 *     heartbeats are tolerated
 * @param detail one sentence for an operator: why not registered, or an empty string
 */
public record ManagerState(int instance, boolean registered, String detail) implements BusMessage {
  /**
   * @throws NullPointerException if {@code detail} is null
   */
  public ManagerState {
    Objects.requireNonNull(detail, "detail");
  }
}
