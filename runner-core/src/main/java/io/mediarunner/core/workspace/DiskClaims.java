package io.mediarunner.core.workspace;

import java.util.HashMap;
import java.util.Map;

/**
 * What the tasks under way will still write, so that nobody counts on the same room. One for the
 * whole runner; any thread.
 */
public final class DiskClaims {
  private final Map<Claim, Long> claims = new HashMap<>();

  /** The claim of one task, of nothing at first. */
  public Claim open() {
    return new Claim();
  }

  /** Bytes that all open claims come to. */
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

  /** What one task will still write. Closed, it claims nothing. */
  public final class Claim implements AutoCloseable {
    private Claim() {}

    /**
     * In place of what was claimed before.
     *
     * @param bytes still to be written, beside those that lie on the disk already; none below 0
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
