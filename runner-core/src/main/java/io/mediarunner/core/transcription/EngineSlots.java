package io.mediarunner.core.transcription;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.process.TaskProcesses;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a fixed number of tasks use the speech engine at once: a GPU holds one model. Any thread.
 */
public final class EngineSlots {
  private static final long POLL_MILLIS = 500;
  private final Semaphore free;

  /** A task's hold on a slot until it is released. */
  interface Lease {
    void release();
  }

  /**
   * @param atOnce above 0
   */
  public EngineSlots(int atOnce) {
    free = new Semaphore(atOnce, true);
  }

  /**
   * Waits for a free slot.
   *
   * @throws TaskFailedException {@code CANCELLED} if the task is stopped meanwhile
   */
  Lease acquire(TaskProcesses processes) throws TaskFailedException {
    try {
      do {
        processes.throwIfStopped();
      } while (!free.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaskFailedException(Failure.CANCELLED);
    }
    return free::release;
  }
}
