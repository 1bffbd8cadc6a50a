package io.mediarunner.core.fetch;

import io.mediarunner.core.retry.Backoff;
import java.time.Duration;
import java.util.Objects;

/**
 * Timeouts of downloads.
 *
 * @param connect for a connection
 * @param silence between two bytes, and until an answer's head is whole; also how long less than 1
 *     KiB a second may come
 * @param firstRetry before the second try; doubles with each further one
 * @param longestRetry never wait longer than this between tries, unless the server asks for it
 * @param longestRetryAfter most that a server may ask for; for more the download gives up
 */
public record FetchTimings(
    Duration connect,
    Duration silence,
    Duration firstRetry,
    Duration longestRetry,
    Duration longestRetryAfter) {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  /** What a runner uses. */
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
    Objects.requireNonNull(firstRetry, "firstRetry");
    Objects.requireNonNull(longestRetry, "longestRetry");
    Objects.requireNonNull(longestRetryAfter, "longestRetryAfter");
  }

  /** With the usual patience for what a server asks for. */
  public FetchTimings(
      Duration connect, Duration silence, Duration firstRetry, Duration longestRetry) {
    this(connect, silence, firstRetry, longestRetry, FIVE_MINUTES);
  }

  /** For an answer's whole head, redirects counted each by itself. */
  Duration head() {
    return connect.plus(silence);
  }

  /**
   * @param tries made so far, from 1
   */
  Duration beforeNext(int tries) {
    Duration wait = firstRetry.multipliedBy(1L << Math.min(tries - 1, 20));
    return wait.compareTo(longestRetry) > 0 ? longestRetry : wait;
  }
}
