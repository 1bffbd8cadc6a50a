package io.mediarunner.core.fetch;

import java.time.Duration;
import java.util.Objects;

/**
 * Timeouts of downloads.
 *
 * @param connect for a connection
 * @param silence between two bytes; also how long the speed may stay below 1 KiB/s
 * @param firstRetry before the second attempt; doubles with each further one
 * @param longestRetry longest wait between attempts
 */
public record FetchTimings(
    Duration connect, Duration silence, Duration firstRetry, Duration longestRetry) {
  /** The defaults of a runner. */
  public static final FetchTimings STANDARD =
      new FetchTimings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(180),
          Duration.ofSeconds(2),
          Duration.ofSeconds(30));

  /**
   * @throws NullPointerException if a component is null
   */
  public FetchTimings {
    Objects.requireNonNull(connect, "connect");
    Objects.requireNonNull(silence, "silence");
    Objects.requireNonNull(firstRetry, "firstRetry");
    Objects.requireNonNull(longestRetry, "longestRetry");
  }

  /**
   * @param tries made so far, from 1
   */
  Duration beforeNext(int tries) {
    Duration wait = firstRetry.multipliedBy(1L << Math.min(tries - 1, 20));
    return wait.compareTo(longestRetry) > 0 ? longestRetry : wait;
  }
}
