package io.mediarunner.core.fetch;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long one download may take, all tries and waits together. The limit follows the size, so that
 * a small file cannot hold a task for a day, and never exceeds the setting.
 */
final class Deadline {
  /** What even an empty file may take: servers fetch from tape. */
  static final Duration LEAST = Duration.ofMinutes(30);

  /** Slowest average that is put up with, for the time beyond that. */
  static final long BYTES_A_SECOND = 32 << 10;

  private final LongSupplier nanos;
  private final long start;
  private final Duration most;

  /**
   * @param most longest time for a file of any size
   * @param nanos such as {@link System#nanoTime}
   */
  Deadline(Duration most, LongSupplier nanos) {
    this.most = most;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  /** What is left of the longest time; zero or less once it is over. */
  Duration left() {
    return most.minus(elapsed());
  }

  private Duration elapsed() {
    return Duration.ofNanos(nanos.getAsLong() - start);
  }

  boolean isOver() {
    return left().compareTo(Duration.ZERO) <= 0;
  }

  /**
   * Whether a file of a size takes too long, though the longest time is not over.
   *
   * @param bytes in all where that is known, else that are there
   */
  boolean isTooSlowFor(long bytes) {
    Duration allowed = LEAST.plusSeconds(bytes / BYTES_A_SECOND);
    return elapsed().compareTo(allowed) > 0;
  }
}
