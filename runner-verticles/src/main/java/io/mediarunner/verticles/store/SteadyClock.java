package io.mediarunner.verticles.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/**
 * Shows the time that has passed since this process started, added to the time at which it did. A
 * step of the system's clock does not move it. Any thread.
 */
public final class SteadyClock implements InstantSource {
  private final Instant begin;
  private final long beginNanos = System.nanoTime();

  /**
   * @param begin what it shows now
   */
  public SteadyClock(Instant begin) {
    this.begin = Objects.requireNonNull(begin, "begin");
  }

  @Override
  public Instant instant() {
    return begin.plusNanos(System.nanoTime() - beginNanos);
  }
}
