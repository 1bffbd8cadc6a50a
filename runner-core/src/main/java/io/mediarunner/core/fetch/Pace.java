package io.mediarunner.core.fetch;

import java.time.Duration;

/** Notices a sender that does send, but so little that it would hold the task for days. */
final class Pace {
  private static final long LEAST_BYTES_A_SECOND = 1024;
  private final Duration window;
  private long since = System.nanoTime();
  private long then;

  /**
   * @param window over which the average counts
   * @param begin bytes that are there already
   */
  Pace(Duration window, long begin) {
    this.window = window;
    this.then = begin;
  }

  /**
   * @param bytes that are there now
   * @return whether less than 1 KiB a second came over the last window
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
