package io.mediarunner.core.attempt;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.process.AttemptProcesses;
import io.mediarunner.core.process.KernelStart;
import io.mediarunner.core.process.ProcessIdentity;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles the tasks that an earlier process of the runner left unfinished. Each row of the table in
 * docs/recovery.md is one case. Runs before any port opens.
 */
public final class InterruptedTasks {
  private static final Logger log = LoggerFactory.getLogger(InterruptedTasks.class);

  /** Of a task that ran when the process died, as a suspect, and thus alone. */
  private static final Failure CRASHED =
      new Failure(
          FailureCode.RUNNER_CRASHED,
          "The runner crashed three times while it worked on this task, the last time with no other"
              + " task running.");

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
   * @param adoptable programs that are still running for those
   * @param orphans programs that were found and terminated although the journal did not know them
   */
  public record Summary(int ended, int again, int adoptable, int orphans) {}

  /**
   * Settles all of them.
   *
   * @param instances number of instances configured now; tasks of other instances cannot run
   */
  public Summary settle(int instances) {
    int again = 0;
    List<ProcessIdentity> adoptable = new ArrayList<>();
    List<TaskRecord> unfinished = store.unfinished();
    for (TaskRecord task : unfinished) {
      again += settle(task, instances, adoptable) ? 1 : 0;
    }
    int orphans = AttemptProcesses.endOrphans(storageDir, adoptable);
    return new Summary(unfinished.size() - again, again, adoptable.size(), orphans);
  }

  /** Records a program of an attempt so that a later process can terminate it. */
  public static void remember(TaskStore store, TaskId taskId, int attempt, long pid) {
    ProcessIdentity.of(pid)
        .ifPresent(
            process ->
                store.processStarted(
                    taskId,
                    attempt,
                    new TaskStore.StartedProcess(
                        process.pid(),
                        process.startedAt(),
                        process.start().map(KernelStart::bootId),
                        process.start().map(KernelStart::ticks))));
  }

  /**
   * @param adoptable receives the program that is still running for the task, if any
   * @return whether the task continues
   */
  private boolean settle(TaskRecord task, int instances, List<ProcessIdentity> adoptable) {
    TaskId id = task.request().taskId();
    Workspace workspace = Workspace.existing(storageDir, id, task.attempt());
    boolean crashed = task.state() == TaskState.RUNNING && task.suspect();
    boolean wanted =
        !task.stopRequested() && !workspace.published() && !crashed && task.instance() < instances;
    Optional<ProcessIdentity> working =
        wanted ? AttemptProcesses.adoptable(workspace.keptDir()) : Optional.empty();
    store.processes(id, task.attempt()).stream()
        .map(InterruptedTasks::identity)
        .filter(process -> working.filter(kept -> kept.pid() == process.pid()).isEmpty())
        .forEach(ProcessIdentity::kill);
    if (task.stopRequested()) {
      end(task, workspace, TaskOutcome.failed(Failure.CANCELLED, Optional.empty()));
      return false;
    }
    if (workspace.published()) {
      end(task, workspace, TaskOutcome.succeeded(Optional.empty()));
      return false;
    }
    if (working.isPresent()) {
      adoptable.add(working.get());
      if (task.state() == TaskState.RUNNING) {
        store.adopt(id, task.attempt());
      }
      log.warn("task adopted: its program is still running: task={}", id);
      return true;
    }
    if (task.state() == TaskState.ACCEPTED && task.instance() < instances) {
      return true; // not started, or handed back by an orderly shutdown
    }
    if (crashed) {
      log.error("the runner died again, with only this task running: task={}", id);
      end(task, workspace, TaskOutcome.failed(CRASHED, Optional.empty()));
      return false;
    }
    if (task.instance() >= instances) {
      end(task, workspace, TaskOutcome.failed(Failure.INTERRUPTED, Optional.empty()));
      return false;
    }
    try {
      workspace.handDown(task.attempt() + 1);
    } catch (IOException e) {
      log.error("cannot keep the download: task={}", id, e);
    }
    store.again(id, task.attempt());
    log.warn("task was interrupted by a restart, restarts: task={}", id);
    return true;
  }

  private static ProcessIdentity identity(TaskStore.StartedProcess started) {
    return new ProcessIdentity(
        started.pid(),
        started.startedAt(),
        started.bootId().flatMap(id -> started.ticks().map(ticks -> new KernelStart(id, ticks))));
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
    log.warn("task was interrupted by a restart, settled: task={} now={}", id, outcome.state());
  }
}
