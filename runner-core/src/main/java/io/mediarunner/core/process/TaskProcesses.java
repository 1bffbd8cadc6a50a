package io.mediarunner.core.process;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The programs of one task: starts them and waits. Calls block, so they belong on the task's own
 * threads; {@link #stop} may be called from any.
 */
public final class TaskProcesses {
  private final ProcessRunner runner;
  private final LongConsumer onStart;
  private final Map<RunningProcess, ProcessSpec> running = new HashMap<>();
  private final CompletableFuture<Void> letGo = new CompletableFuture<>();
  private boolean stopped;

  /**
   * @param onStart receives the process id of each program right after its start, on the caller's
   *     thread
   */
  public TaskProcesses(ProcessRunner runner, LongConsumer onStart) {
    this.runner = Objects.requireNonNull(runner, "runner");
    this.onStart = Objects.requireNonNull(onStart, "onStart");
  }

  /**
   * Runs a program to its end.
   *
   * @return {@link ProcessExit.Done} or {@link ProcessExit.NonZero}
   * @throws TaskFailedException {@code TOOL_MISSING}, or {@code RESOURCES_SHORT} or {@code
   *     DISK_FULL} where the machine is the reason, if it cannot start, {@code TIME_LIMIT} if it
   *     took too long, {@code RESOURCE_LIMIT} if it needed too much of something else, {@code
   *     CANCELLED} if {@link #stop} was called before or during the run
   */
  public ProcessExit run(ProcessSpec spec) throws TaskFailedException {
    return run(spec, process -> {});
  }

  /**
   * Runs a program to its end whose failure, for whatever reason, is not yet that of the task. A
   * damaged file, for example, claims sizes that no memory could hold.
   *
   * @return also {@link ProcessExit.NonZero} for a program that has run into a limit
   * @throws TaskFailedException as {@link #run(ProcessSpec)} otherwise
   */
  public ProcessExit attempt(ProcessSpec spec) throws TaskFailedException {
    try {
      return run(spec);
    } catch (TaskFailedException e) {
      if (e.failure().code() != FailureCode.RESOURCE_LIMIT) {
        throw e;
      }
      return new ProcessExit.NonZero(1);
    }
  }

  /**
   * Runs a program to its end, for callers that may terminate it themselves.
   *
   * @param started receives the program once it is running, on the caller's thread
   * @return also {@link ProcessExit.Stopped}, if the caller has terminated it
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
        throw new TaskFailedException(notStarted(e), e);
      }
      running.put(process, spec);
    }
    try {
      onStart.accept(process.pid());
    } catch (RuntimeException e) { // such as a journal that cannot be written
      process.stop();
      process.exit().toCompletableFuture().join();
      synchronized (this) {
        running.remove(process);
      }
      throw e;
    }
    return await(process, spec, started);
  }

  /** Something that the machine lacks says nothing about the program. */
  private static Failure notStarted(ProcessStartException cause) {
    return Failure.ofMachine(cause)
        .orElseGet(
            () ->
                new Failure(
                    FailureCode.TOOL_MISSING,
                    "A program that this task needs could not be started."));
  }

  /**
   * Adopts a program that an earlier runner started, and waits for its end.
   *
   * @param spec as for {@link ProcessRunner#adopt}
   * @param started as for {@link #run(ProcessSpec, Consumer)}
   * @return empty if there is none; usually {@link ProcessExit.Unseen}
   * @throws TaskFailedException as {@link #run(ProcessSpec)}
   */
  public Optional<ProcessExit> adopt(ProcessSpec spec, Consumer<RunningProcess> started)
      throws TaskFailedException {
    Optional<RunningProcess> process;
    synchronized (this) {
      throwIfStopped();
      process = runner.adopt(spec);
      process.ifPresent(found -> running.put(found, spec));
    }
    return process.isPresent()
        ? Optional.of(await(process.get(), spec, started))
        : Optional.empty();
  }

  private ProcessExit await(
      RunningProcess process, ProcessSpec spec, Consumer<RunningProcess> started)
      throws TaskFailedException {
    started.accept(process);
    CompletableFuture<ProcessExit> end = process.exit().toCompletableFuture();
    if (spec.home().isPresent()) {
      CompletableFuture.anyOf(end, letGo).join();
    } else {
      end.join();
    }
    synchronized (this) {
      running.remove(process);
      throwIfStopped();
    }
    ProcessExit exit = end.join();
    if (exit instanceof ProcessExit.TimedOut timedOut) {
      throw new TaskFailedException(
          FailureCode.TIME_LIMIT,
          "Script timeout after " + timedOut.limit().toSeconds() + " seconds");
    }
    if (exit instanceof ProcessExit.OverLimit over) {
      throw new TaskFailedException(FailureCode.RESOURCE_LIMIT, over.limit().sentence());
    }
    return exit;
  }

  /** Terminates everything that is running and refuses new programs; may be called repeatedly. */
  public synchronized void stop() {
    stopped = true;
    running.keySet().forEach(RunningProcess::stop);
  }

  /**
   * As {@link #stop}, but programs that can be {@linkplain ProcessRunner#adopt adopted} keep
   * running: the runner is about to exit, and a later one adopts them.
   */
  public synchronized void letGo() {
    stopped = true;
    running.forEach(
        (process, spec) -> {
          if (spec.home().isEmpty()) {
            process.stop();
          }
        });
    letGo.complete(null);
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
