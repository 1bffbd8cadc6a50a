package io.mediarunner.core.bus;

import java.util.Objects;

/**
 * Whether the storage folder is the one that the runner opened, and writable.
 *
 * @param usable false while it is unmounted, renamed, replaced or read-only
 * @param detail one sentence for an operator: why not, or an empty string
 */
public record StorageState(boolean usable, String detail) implements BusMessage {
  /**
   * @throws NullPointerException if {@code detail} is null
   */
  public StorageState {
    Objects.requireNonNull(detail, "detail");
  }
}
