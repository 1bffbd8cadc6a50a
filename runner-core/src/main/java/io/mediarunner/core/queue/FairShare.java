package io.mediarunner.core.queue;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whose turn it is. Each application has a count of the tasks that runners took from it; the one
 * with the lowest count is next. An application that had nothing to do starts with the count of the
 * one served last, so that it can save up no turns: start-time fair queueing, with tasks of equal
 * weight (Goyal, Vin, Cheng: Start-time Fair Queuing, SIGCOMM 1996).
 */
final class FairShare {
  /** A waiting task rises by one priority in this time, so that none waits for ever. */
  static final Duration AGEING = Duration.ofMinutes(10);

  private FairShare() {}

  /**
   * An application with waiting tasks.
   *
   * @param served tasks taken from it so far
   * @param oldestMillis when the first of its waiting tasks was queued
   */
  record Claim(String application, long served, long oldestMillis) {}

  static Optional<Claim> next(List<Claim> claims) {
    return claims.stream()
        .min(
            Comparator.comparingLong(Claim::served)
                .thenComparingLong(Claim::oldestMillis)
                .thenComparing(Claim::application));
  }

  /**
   * The count of an application that has something to do again.
   *
   * @param own its count so far
   * @param last count of the application served last, before that
   */
  static long resumed(long own, long last) {
    return Math.max(own, last);
  }
}
