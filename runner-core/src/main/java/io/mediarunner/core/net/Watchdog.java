package io.mediarunner.core.net;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Cancels what takes too long while a thread waits in a read: a socket's own timeout restarts with
 * each byte.
 */
public final class Watchdog implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;

  public Watchdog() {
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "download-watchdog");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Runs until it is closed. */
  public interface Guard extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @param breakOff called once, on another thread, unless the guard is closed before
   */
  public Guard guard(Duration limit, Runnable breakOff) {
    Future<?> pending = timer.schedule(breakOff, limit.toMillis() + 1, TimeUnit.MILLISECONDS);
    return () -> pending.cancel(false);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
