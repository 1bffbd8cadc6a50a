package io.mediarunner.core.process;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The programs of one task: starts them and waits. Each caller blocks, so it belongs on the task's
 * own threads; {@link #stop} may come from any.
 */
public final class TaskTools {
  private final ProcessRunner runner;
  private final LongConsumer onStart;
  private final Set<RunningProcess> running = new HashSet<>();
  private boolean stopped;

  /**
   * @param onStart told the process id of each program right after its start, on the caller's
   *     thread
   */
  public TaskTools(ProcessRunner runner, LongConsumer onStart) {
    this.runner = Objects.requireNonNull(runner, "runner");
    this.onStart = Objects.requireNonNull(onStart, "onStart");
  }

  /**
   * Runs a program to its end.
   *
   * @return {@link ProcessExit.Done} or {@link ProcessExit.NonZero}
   * @throws TaskFailedException {@code TOOL_MISSING} if it cannot start, {@code TIME_LIMIT} if it
   *     took too long, {@code CANCELLED} if {@link #stop} was called before or meanwhile
   */
  public ProcessExit run(ProcessSpec spec) throws TaskFailedException {
    return run(spec, process -> {});
  }

  /**
   * Runs a program to its end, for callers who may end it themselves.
   *
   * @param started told of the program once it runs, on the caller's thread
   * @return also {@link ProcessExit.Stopped}, if {@code started} or those it told have ended it
   * @throws TaskFailedException as {@link #run(ProcessSpec)}
   */
  public ProcessExit run(ProcessSpec spec, Consumer<RunningProcess> started)
      throws TaskFailedException {
    RunningProcess process;
    synchronized (this) {
      throwIfStopped();
      try {
        process = runner.start(spec);
      } catch (ProcessStartException e) {
        throw new TaskFailedException(
            new Failure(FailureCode.TOOL_MISSING, "A program that this task needs cannot be run."),
            e);
      }
      running.add(process);
    }
    try {
      onStart.accept(process.pid());
      started.accept(process);
    } catch (RuntimeException e) { // such as a journal that cannot be written: nobody would wait
      process.stop();
      process.exit().toCompletableFuture().join();
      synchronized (this) {
        running.remove(process);
      }
      throw e;
    }
    ProcessExit exit = process.exit().toCompletableFuture().join();
    synchronized (this) {
      running.remove(process);
      throwIfStopped();
    }
    if (exit instanceof ProcessExit.TimedOut timedOut) {
      throw new TaskFailedException(
          FailureCode.TIME_LIMIT,
          "Script timeout after " + timedOut.limit().toSeconds() + " seconds");
    }
    return exit;
  }

  /** Ends whatever runs and refuses what would come; repeatable. */
  public synchronized void stop() {
    stopped = true;
    running.forEach(RunningProcess::stop);
  }

  /**
   * @throws TaskFailedException {@code CANCELLED} once {@link #stop} was called
   */
  public synchronized void throwIfStopped() throws TaskFailedException {
    if (stopped) {
      throw new TaskFailedException(Failure.CANCELLED);
    }
  }
}
