package io.mediarunner.core.fetch;

import io.mediarunner.core.retry.Backoff;
import java.time.Duration;
import java.util.Objects;

/**
 * Timeouts of downloads.
 *
 * @param connect for a connection
 * @param silence between two bytes, and until the head of a response is complete; also how long the
 *     speed may stay below 1 KiB/s
 * @param retry between two attempts, and how many there are
 * @param longestRetryAfter longest wait that a server may ask for; if it asks for more, the
 *     download fails
 */
public record FetchTimings(
    Duration connect, Duration silence, Backoff retry, Duration longestRetryAfter) {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

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
    Objects.requireNonNull(longestRetryAfter, "longestRetryAfter");
  }

  /** With the usual patience for what a server asks for. */
  public FetchTimings(Duration connect, Duration silence, Backoff retry) {
    this(connect, silence, retry, FIVE_MINUTES);
  }

  /** For the whole head of a response; each redirect counts by itself. */
  Duration head() {
    return connect.plus(silence);
  }
}
