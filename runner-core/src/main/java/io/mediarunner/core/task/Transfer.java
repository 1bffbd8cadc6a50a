package io.mediarunner.core.task;

import java.util.Objects;
import java.util.Optional;

/**
 * How much of a download has arrived.
 *
 * @param bytes 0 or more
 * @param total bytes in all; empty if the server has not said
 */
public record Transfer(long bytes, Optional<Long> total) {
  /**
   * @throws NullPointerException if {@code total} is null
   */
  public Transfer {
    Objects.requireNonNull(total, "total");
  }
}
