package io.mediarunner.launcher.app;

import io.mediarunner.core.attempt.Attempt;
import io.mediarunner.core.attempt.AttemptContext;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.fetch.FetchTimings;
import io.mediarunner.core.fetch.LocalFiles;
import io.mediarunner.core.fetch.SourceFetcher;
import io.mediarunner.core.media.MediaWork;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.process.AttemptProcesses;
import io.mediarunner.core.process.BoundProcesses;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.workspace.DiskClaims;
import io.mediarunner.core.workspace.Workspace;
import io.mediarunner.launcher.os.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs tasks for whoever calls it: no Manager, no port, no journal. A task that was interrupted
 * goes on where it stopped when it is run again in the same folder. Any thread.
 */
public final class LocalTasks implements AutoCloseable {
  private static final int ATTEMPT = 1;
  private final RunnerConfig config;
  private final Path folder;
  private final LockFile lock;
  private static final String LOCK = "lock";

  private final JdkProcessRunner processes;
  private final Network network;
  private final DeviceWorks device;
  private final DiskClaims disk = new DiskClaims();
  private final Set<Attempt> running = new HashSet<>();
  private boolean interrupted;

  private LocalTasks(
      RunnerConfig config,
      Path folder,
      LockFile lock,
      JdkProcessRunner processes,
      Network network,
      DeviceWorks device) {
    this.config = config;
    this.folder = folder;
    this.lock = lock;
    this.processes = processes;
    this.network = network;
    this.device = device;
  }

  /**
   * Finds the tools that the settings' task types need; blocks the caller for seconds.
   *
   * @param folder of the work in progress; one process at a time
   * @throws IOException if the folder is in use or cannot be written
   * @throws Exception if a tool is missing
   */
  public static LocalTasks open(RunnerConfig config, FfmpegSearch ffmpeg, Path folder)
      throws Exception {
    Files.createDirectories(folder);
    LockFile lock =
        LockFile.tryAcquire(folder.resolve(LOCK))
            .orElseThrow(() -> new IOException("another 'process' command is using " + folder));
    JdkProcessRunner processes;
    try {
      processes = new JdkProcessRunner(ToolBox.find(config, config.encoding().gpu()).sandbox());
    } catch (IOException e) {
      lock.close();
      throw e;
    }
    try {
      return new LocalTasks(
          config,
          folder,
          lock,
          processes,
          Network.of(config.proxy()),
          MediaTools.find(config, ffmpeg.find(processes), processes).works().get(0));
    } catch (Exception e) {
      processes.close();
      lock.close();
      throw e;
    }
  }

  /**
   * Runs one task; blocks the caller until it ends. Its results are then in {@link #output}.
   *
   * @param local files that it may use as sources
   * @param progress told often, on any thread
   */
  public TaskOutcome run(TaskRequest request, LocalFiles local, Consumer<Progress> progress) {
    MediaWork work = Objects.requireNonNull(device.works().get(request.type().orElseThrow()));
    try (SourceFetcher fetcher =
        new SourceFetcher(config.downloads(), network, FetchTimings.STANDARD, local)) {
      Attempt attempt =
          new Attempt(
              request,
              ATTEMPT,
              new AttemptContext(
                  folder,
                  fetcher,
                  disk,
                  BoundProcesses.in(device.environment(), processes),
                  work,
                  Optional::empty, // it works once, and its user sees what fails
                  Optional::empty,
                  (task, number, pid) -> {}),
              progress);
      if (!begin(attempt)) {
        return TaskOutcome.failed(Failure.INTERRUPTED, Optional.empty());
      }
      try {
        TaskOutcome outcome = attempt.run();
        return outcome.failure().isPresent() && !Files.exists(folder.resolve(LOCK))
            ? TaskOutcome.failed(vanished(), outcome.scriptOutput())
            : outcome;
      } finally {
        ended(attempt);
      }
    }
  }

  /** Whatever failed, it failed because of that. */
  private Failure vanished() {
    return new Failure(
        FailureCode.INTERNAL,
        "The folder "
            + folder
            + " was removed or unmounted while the task ran. Run the command again.");
  }

  private synchronized boolean begin(Attempt attempt) {
    return !interrupted && running.add(attempt);
  }

  private synchronized void ended(Attempt attempt) {
    running.remove(attempt);
    notifyAll();
  }

  /** Folder of a completed task's results. */
  public Path output(TaskRequest request) {
    return folder.resolve(request.taskId().value()).resolve("output");
  }

  /** Lists the results of a completed task. */
  public Path manifest(TaskRequest request) {
    return folder.resolve(request.taskId().value()).resolve("manifest.json");
  }

  /** Removes all that is left of a task that has ended. */
  public void forget(TaskRequest request) throws IOException {
    Workspace.deleteTree(folder.resolve(request.taskId().value()));
  }

  /**
   * Ends all tasks, their programs too, and waits for them. What can be continued stays in the
   * folder.
   */
  public synchronized void interrupt() throws InterruptedException {
    interrupted = true;
    running.forEach(attempt -> attempt.stop(Failure.INTERRUPTED));
    while (!running.isEmpty()) {
      wait();
    }
    AttemptProcesses.endOrphans(folder, List.of());
  }

  @Override
  public void close() throws IOException {
    processes.close();
    lock.close();
  }
}
