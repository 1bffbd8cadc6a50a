package io.mediarunner.core.workspace;

import java.util.HashMap;
import java.util.Map;

/**
 * What running tasks have yet to write, so that no two tasks count on the same space. One for the
 * whole runner; any thread.
 */
public final class DiskClaims {
  private final Map<Claim, Long> claims = new HashMap<>();

  /** The claim of one task, initially zero. */
  public Claim open() {
    return new Claim();
  }

  /** Total of all open claims in bytes. */
  public synchronized long bytes() {
    return claims.values().stream().mapToLong(Long::longValue).sum();
  }

  private synchronized void set(Claim claim, long bytes) {
    if (bytes > 0) {
      claims.put(claim, bytes);
    } else {
      claims.remove(claim);
    }
  }

  /** What one task has yet to write. A closed claim counts as zero. */
  public final class Claim implements AutoCloseable {
    private Claim() {}

    /**
     * Replaces the previous claim.
     *
     * @param bytes yet to be written, without those already on disk; negative = zero
     */
    public void stillToWrite(long bytes) {
      set(this, bytes);
    }

    @Override
    public void close() {
      set(this, 0);
    }
  }
}
