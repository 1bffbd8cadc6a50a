package io.mediarunner.core.fetch;

import java.time.Duration;

/** Detects a server that sends so slowly that it would block the task for days. */
final class Pace {
  private static final long LEAST_BYTES_A_SECOND = 1024;
  private final Duration window;
  private long since = System.nanoTime();
  private long then;

  /**
   * @param window over which the average counts
   * @param begin bytes already present
   */
  Pace(Duration window, long begin) {
    this.window = window;
    this.then = begin;
  }

  /**
   * @param bytes present now
   * @return whether the speed over the last window was below 1 KiB/s
   */
  boolean tooSlow(long bytes) {
    long now = System.nanoTime();
    if (now - since < window.toNanos()) {
      return false;
    }
    boolean slow = bytes - then < LEAST_BYTES_A_SECOND * window.toSeconds();
    since = now;
    then = bytes;
    return slow;
  }
}
