package io.mediarunner.core.bus;

import java.util.Objects;

/**
 * Whether an instance would take a task now.
 *
 * @param instance 0-based number
 * @param available whether {@code POST /task/run} would be accepted, registration aside
 * @param reason why not, such as {@code task} or {@code starting}; empty when available
 */
public record InstanceAvailability(int instance, boolean available, String reason)
    implements BusMessage {
  /**
   * @throws NullPointerException if {@code reason} is null
   */
  public InstanceAvailability {
    Objects.requireNonNull(reason, "reason");
  }
}
