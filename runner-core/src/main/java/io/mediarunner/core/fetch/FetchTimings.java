package io.mediarunner.core.fetch;

import io.mediarunner.core.retry.Backoff;
import java.time.Duration;
import java.util.Objects;

/**
 * Timeouts of downloads.
 *
 * @param connect for a connection
 * @param silence between two bytes; also how long the speed may stay below 1 KiB/s
 * @param retry between two attempts, and how many there are
 */
public record FetchTimings(Duration connect, Duration silence, Backoff retry) {
  /** The defaults of a runner. */
  public static final FetchTimings STANDARD =
      new FetchTimings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(180),
          Backoff.doubling(Duration.ofSeconds(2), Duration.ofSeconds(30), 5));

  /**
   * @throws NullPointerException if a component is null
   */
  public FetchTimings {
    Objects.requireNonNull(connect, "connect");
    Objects.requireNonNull(silence, "silence");
    Objects.requireNonNull(retry, "retry");
  }
}
