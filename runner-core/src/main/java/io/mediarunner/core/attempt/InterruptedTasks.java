package io.mediarunner.core.attempt;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles what a former process of the runner left unfinished: results that were published are a
 * success, a task that somebody stopped is cancelled, everything else begins again, though not for
 * ever. Runs before any port opens.
 */
public final class InterruptedTasks {
  private static final Logger log = LoggerFactory.getLogger(InterruptedTasks.class);

  /** The kernel's clock and ours are read apart; process start times come in 10 ms steps. */
  private static final Duration SAME_START = Duration.ofMillis(50);

  /** A task that takes the runner down with it must not do so for ever. */
  private static final int MOST_INTERRUPTIONS = 3;

  private final TaskStore store;
  private final Path storageDir;
  private final Clock clock;

  public InterruptedTasks(TaskStore store, Path storageDir, Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.storageDir = Objects.requireNonNull(storageDir, "storageDir");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * What became of unfinished tasks.
   *
   * @param ended with success, cancelled or failed
   * @param again waiting for their instance, in {@link TaskStore#waiting}
   */
  public record Summary(int ended, int again) {}

  /**
   * Settles them all.
   *
   * @param instances how many there are now; tasks of others have nowhere to run
   */
  public Summary settle(int instances) {
    int again = 0;
    List<TaskRecord> unfinished = store.unfinished();
    for (TaskRecord task : unfinished) {
      again += settle(task, instances) ? 1 : 0;
    }
    return new Summary(unfinished.size() - again, again);
  }

  /** Notes a program of an attempt, so that a later process can end it. */
  public static void remember(TaskStore store, TaskId taskId, int attempt, long pid) {
    startOf(pid).ifPresent(start -> store.processStarted(taskId, attempt, pid, start));
  }

  /**
   * @return whether it begins again
   */
  private boolean settle(TaskRecord task, int instances) {
    TaskId id = task.request().taskId();
    store.processes(id, task.attempt()).forEach(InterruptedTasks::kill);
    Workspace workspace = Workspace.existing(storageDir, id, task.attempt());
    if (task.stopRequested()) {
      end(task, workspace, TaskOutcome.failed(Failure.CANCELLED, Optional.empty()));
      return false;
    }
    if (workspace.published()) {
      end(task, workspace, TaskOutcome.succeeded(Optional.empty()));
      return false;
    }
    if (task.state() == TaskState.ACCEPTED && task.instance() < instances) {
      return true; // nothing had begun, or the runner had put it back in order
    }
    if (task.interruptions() >= MOST_INTERRUPTIONS || task.instance() >= instances) {
      end(task, workspace, TaskOutcome.failed(Failure.INTERRUPTED, Optional.empty()));
      return false;
    }
    try {
      workspace.handDown(task.attempt() + 1);
    } catch (IOException e) {
      log.error("cannot keep what was fetched: task={}", id, e);
    }
    store.again(id, task.attempt());
    log.warn("task was interrupted by a restart and begins again: task={}", id);
    return true;
  }

  private void end(TaskRecord task, Workspace workspace, TaskOutcome outcome) {
    TaskId id = task.request().taskId();
    try {
      if (outcome.failure().isPresent()) {
        workspace.unpublish();
        workspace.discardButLogs();
      } else {
        workspace.discard();
      }
    } catch (IOException e) {
      log.error("cannot clean up: task={}", id, e);
    }
    store.finish(id, task.attempt(), outcome, clock.instant());
    log.warn("task was interrupted by a restart: task={} now={}", id, outcome.state());
  }

  private static void kill(TaskStore.StartedProcess started) {
    boolean same =
        startOf(started.pid())
            .filter(
                start ->
                    Duration.between(start, started.startedAt()).abs().compareTo(SAME_START) < 0)
            .isPresent();
    if (same) {
      ProcessHandle.of(started.pid())
          .ifPresent(
              handle -> {
                handle.descendants().forEach(ProcessHandle::destroyForcibly);
                handle.destroyForcibly();
                handle.onExit().orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join();
              });
    }
  }

  private static Optional<Instant> startOf(long pid) {
    return ProcessHandle.of(pid).flatMap(handle -> handle.info().startInstant());
  }
}
