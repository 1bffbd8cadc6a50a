package io.mediarunner.verticles.report;

import java.time.Duration;

/**
 * When an instance's heartbeats are due: always at its own place within the interval, so that the
 * heartbeats of many instances are spread over it. The places are multiples of the golden ratio's
 * fraction, which lie evenly for any number of instances (Knuth, The Art of Computer Programming,
 * volume 3, section 6.4).
 */
final class HeartbeatPhase {
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private final long intervalNanos;
  private final long beginNanos;
  private final double place;

  /**
   * @param instance 0-based number
   * @param interval above zero
   * @param beginNanos of {@link System#nanoTime}, about the same for all instances
   */
  HeartbeatPhase(int instance, Duration interval, long beginNanos) {
    this.intervalNanos = interval.toNanos();
    this.place = place(instance);
    this.beginNanos = beginNanos;
  }

  /** An instance's place within the interval, from 0 to below 1. */
  static double place(int instance) {
    return instance * GOLDEN % 1;
  }

  /**
   * The wait for the first heartbeat after a registration, below one interval: the registration
   * itself has just shown that the instance is alive.
   */
  Duration untilFirst(long nowNanos) {
    long offset = (long) (place * intervalNanos);
    return Duration.ofNanos(Math.floorMod(beginNanos + offset - nowNanos, intervalNanos));
  }

  /**
   * The wait for the next heartbeat: from half an interval to one and a half, so that it does not
   * follow at once on one that was answered late.
   */
  Duration untilNext(long nowNanos) {
    Duration wait = untilFirst(nowNanos);
    return wait.toNanos() < intervalNanos / 2 ? wait.plusNanos(intervalNanos) : wait;
  }
}
