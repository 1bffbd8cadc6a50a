package io.mediarunner.core.retry;

import java.time.Duration;
import java.util.Objects;

/**
 * How often something is tried, and how long to wait in between: each wait is longer than the one
 * before.
 *
 * @param first wait, before the second try; zero or more
 * @param factor by which each wait exceeds the one before, 1 or more
 * @param most longest wait, zero or more
 * @param tries how many there are in all, above 0
 */
public record Backoff(Duration first, double factor, Duration most, int tries) {
  /** For {@code tries}: somebody else decides when to stop. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /**
   * @throws NullPointerException if a duration is null
   * @throws IllegalArgumentException if a number is out of range; the message names it
   */
  public Backoff {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(most, "most");
    if (first.isNegative()) {
      throw new IllegalArgumentException("first: zero or more, was " + first);
    }
    if (!(factor >= 1)) {
      throw new IllegalArgumentException("factor: 1 or more, was " + factor);
    }
    if (most.isNegative()) {
      throw new IllegalArgumentException("most: zero or more, was " + most);
    }
    if (tries < 1) {
      throw new IllegalArgumentException("tries: above 0, was " + tries);
    }
  }

  /** Each wait twice as long as the one before. */
  public static Backoff doubling(Duration first, Duration most, int tries) {
    return new Backoff(first, 2, most, tries);
  }

  /** The same waits with another number of tries. */
  public Backoff withTries(int others) {
    return new Backoff(first, factor, most, others);
  }

  /**
   * How long to wait before the next try.
   *
   * @param failed tries so far, from 1
   */
  public Duration delay(int failed) {
    double nanos = first.toNanos() * Math.pow(factor, failed - 1.0);
    // zero times infinity is no number, and no wait
    return nanos >= most.toNanos() ? most : Duration.ofNanos((long) nanos);
  }

  /**
   * Whether no try is left.
   *
   * @param failed tries so far
   */
  public boolean exhausted(int failed) {
    return failed >= tries;
  }
}
