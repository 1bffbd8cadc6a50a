package io.mediarunner.core.machine;

import java.util.OptionalInt;

/**
 * Shares the processors out between encodes: each new one gets threads from the number under way.
 * One for the whole runner; any thread.
 */
public final class EncoderShare {
  private final int cores;
  private int underWay;

  /**
   * @param cores processors, above 0
   */
  public EncoderShare(int cores) {
    this.cores = cores;
  }

  /** Threads of an encoder that has the machine to itself: x264's own default. */
  static int alone(int cores) {
    return (3 * cores + 1) / 2;
  }

  /** Begins an encode; close it when it has ended. */
  public synchronized Share begin() {
    underWay++;
    return new Share(
        underWay == 1
            ? OptionalInt.empty()
            : OptionalInt.of(
                Math.max(TaskBudget.FEWEST_THREADS, (alone(cores) + underWay - 1) / underWay)));
  }

  private synchronized void end() {
    underWay--;
  }

  /** One encode's part. */
  public final class Share implements AutoCloseable {
    private final OptionalInt threads;
    private boolean closed;

    private Share(OptionalInt threads) {
      this.threads = threads;
    }

    /** Threads of its encoders; empty = as many as they like. */
    public OptionalInt threads() {
      return threads;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        end();
      }
    }
  }
}
