package io.mediarunner.core.attempt;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
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
 * Ends what a former process of the runner left unfinished, truthfully: results that were published
 * are a success, everything else is a failure that may be sent again. Runs before any port opens.
 */
public final class InterruptedTasks {
  private static final Logger log = LoggerFactory.getLogger(InterruptedTasks.class);

  /** The kernel's clock and ours are read apart; process start times come in 10 ms steps. */
  private static final Duration SAME_START = Duration.ofMillis(50);

  private final TaskStore store;
  private final Path storageDir;
  private final Clock clock;

  public InterruptedTasks(TaskStore store, Path storageDir, Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.storageDir = Objects.requireNonNull(storageDir, "storageDir");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * @return how many tasks were ended
   */
  public int end() {
    List<TaskRecord> unfinished = store.unfinished();
    unfinished.forEach(this::end);
    return unfinished.size();
  }

  /** Notes a program of an attempt, so that a later process can end it. */
  public static void remember(TaskStore store, TaskId taskId, int attempt, long pid) {
    startOf(pid).ifPresent(start -> store.processStarted(taskId, attempt, pid, start));
  }

  private void end(TaskRecord task) {
    TaskId id = task.request().taskId();
    store.processes(id, task.attempt()).forEach(InterruptedTasks::kill);
    Workspace workspace = Workspace.existing(storageDir, id, task.attempt());
    TaskOutcome outcome = outcome(task, workspace);
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

  private static TaskOutcome outcome(TaskRecord task, Workspace workspace) {
    if (task.stopRequested()) {
      return TaskOutcome.failed(Failure.CANCELLED, Optional.empty());
    }
    return workspace.published()
        ? TaskOutcome.succeeded(Optional.empty())
        : TaskOutcome.failed(Failure.INTERRUPTED, Optional.empty());
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
