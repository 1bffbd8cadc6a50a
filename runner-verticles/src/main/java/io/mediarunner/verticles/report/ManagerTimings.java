package io.mediarunner.verticles.report;

import java.time.Duration;
import java.util.Objects;

/**
 * Intervals of the calls to the Manager.
 *
 * @param heartbeat from the end of one heartbeat to the next
 * @param firstRetry before the first attempt to register again; doubles with each failure
 * @param longestRetry longest wait
 */
public record ManagerTimings(Duration heartbeat, Duration firstRetry, Duration longestRetry) {
  /** The defaults of a runner: the Manager drops a runner after 60 s of silence. */
  public static final ManagerTimings STANDARD =
      new ManagerTimings(Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofSeconds(300));

  /**
   * @throws NullPointerException if a component is null
   */
  public ManagerTimings {
    Objects.requireNonNull(heartbeat, "heartbeat");
    Objects.requireNonNull(firstRetry, "firstRetry");
    Objects.requireNonNull(longestRetry, "longestRetry");
  }

  /**
   * @param failures so far, from 0
   */
  Duration retry(int failures) {
    Duration wait = firstRetry.multipliedBy(1L << Math.min(failures, 20));
    return wait.compareTo(longestRetry) > 0 ? longestRetry : wait;
  }
}
