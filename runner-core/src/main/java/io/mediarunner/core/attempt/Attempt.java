package io.mediarunner.core.attempt;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.fetch.Download;
import io.mediarunner.core.fetch.FetchedSource;
import io.mediarunner.core.media.Assets;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.process.AttemptProcesses;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.workspace.DiskClaims;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a task: fetch, do the media work, publish. {@link #run} blocks its thread for the
 * duration; {@link #stop} may be called from any thread and stops it in any stage.
 */
public final class Attempt {
  private static final Logger log = LoggerFactory.getLogger(Attempt.class);

  /** Share of the overall progress that the download accounts for. */
  private static final double FETCH_SHARE = 0.05;

  private static final double PUBLISH_FROM = 0.97;
  private static final String SOURCE = "source";

  private final TaskRequest request;
  private final int number;
  private final AttemptContext tools;
  private final Consumer<Progress> progress;
  private final TaskProcesses programs;
  private final Object lock = new Object();
  private Optional<Failure> stopReason = Optional.empty();
  private final Set<Download> downloads = new HashSet<>();

  /**
   * @param number of this attempt at the task, from 1
   * @param progress told of stages and progress, often, on any thread
   */
  public Attempt(
      TaskRequest request, int number, AttemptContext tools, Consumer<Progress> progress) {
    this.request = Objects.requireNonNull(request, "request");
    this.number = number;
    this.tools = Objects.requireNonNull(tools, "tools");
    this.progress = Objects.requireNonNull(progress, "progress");
    Workspace workspace = Workspace.existing(tools.storageDir(), request.taskId(), number);
    this.programs =
        new TaskProcesses(
            AttemptProcesses.marked(tools.processes(), workspace.attemptDir()),
            pid -> tools.started().accept(request.taskId(), number, pid));
  }

  /** Runs the attempt. Never throws: any error becomes an outcome. */
  public TaskOutcome run() {
    Workspace workspace = Workspace.existing(tools.storageDir(), request.taskId(), number);
    try (DiskClaims.Claim disk = tools.disk().open()) {
      if (AttemptProcesses.adoptable(workspace.keptDir()).isEmpty()) {
        workspace = Workspace.create(tools.storageDir(), request.taskId(), number);
      }
      FetchedSource source = fetch(workspace, disk);
      String toolLog = tools.work().run(mediaTask(workspace, source, disk));
      programs.throwIfStopped();
      AttemptProcesses.endAdoptable(workspace.keptDir());
      progress.accept(Progress.of(Stage.PUBLISH, PUBLISH_FROM));
      workspace.publish();
      workspace.discard();
      return TaskOutcome.succeeded(toolLog.isBlank() ? Optional.empty() : Optional.of(toolLog));
    } catch (TaskFailedException e) {
      return failed(workspace, e.failure(), e);
    } catch (IOException | RuntimeException e) {
      return failed(workspace, Failure.of(e), e);
    } catch (Error e) { // memory that ran out, say: it ends this attempt and nobody else's
      programs.stop();
      return failed(workspace, Failure.of(e), e);
    } finally {
      cancelDownloads(); // with several downloads in parallel, the others continue when one fails
    }
  }

  /**
   * Stops the attempt as soon as possible. May be called repeatedly; the first reason counts.
   *
   * @param reason what {@link #run} then returns as its failure
   */
  public void stop(Failure reason) {
    synchronized (lock) {
      if (stopReason.isEmpty()) {
        stopReason = Optional.of(reason);
      }
    }
    cancelDownloads();
    if (reason.equals(Failure.INTERRUPTED)) {
      programs.letGo();
    } else {
      programs.stop();
    }
  }

  private void cancelDownloads() {
    synchronized (lock) {
      downloads.forEach(Download::cancel);
    }
  }

  private FetchedSource fetch(Workspace workspace, DiskClaims.Claim disk)
      throws TaskFailedException, IOException {
    progress.accept(Progress.of(Stage.FETCH, 0));
    Path folder = workspace.fetchedDir().resolve(SOURCE);
    Download.Listener listener =
        (bytes, total) ->
            total.ifPresent(
                all -> {
                  disk.stillToWrite(all - bytes);
                  progress.accept(
                      Progress.of(
                          Stage.FETCH,
                          FETCH_SHARE * Math.min(1.0, (double) bytes / Math.max(1, all))));
                });
    String url = request.sourceUrl();
    return fetch(
        folder,
        url,
        () ->
            tools
                .work()
                .sourceLimit()
                .map(
                    limit ->
                        tools
                            .fetcher()
                            .prepare(url, folder, limit.bytes(), limit.tooLarge(), listener))
                .orElseGet(() -> tools.fetcher().prepare(url, folder, listener)));
  }

  /** Reuses the download of an interrupted attempt if it is complete. */
  private FetchedSource fetch(Path folder, String url, Supplier<Download> prepare)
      throws TaskFailedException, IOException {
    Files.createDirectories(folder);
    Optional<FetchedSource> kept = KeptDownload.find(folder, url);
    if (kept.isPresent()) {
      return kept.get();
    }
    Download fetching = prepare.get();
    synchronized (lock) {
      if (stopReason.isPresent()) {
        throw new TaskFailedException(stopReason.get());
      }
      downloads.add(fetching);
    }
    try {
      FetchedSource fetched = fetching.run();
      KeptDownload.keep(folder, url, fetched);
      return fetched;
    } finally {
      synchronized (lock) {
        downloads.remove(fetching);
      }
    }
  }

  private MediaTask mediaTask(Workspace workspace, FetchedSource source, DiskClaims.Claim disk) {
    return new MediaTask(
        request,
        source.file(),
        source.name(),
        workspace.workDir(),
        workspace.keptDir(),
        workspace.outputDir(),
        programs,
        (name, url, maxBytes, listener) -> asset(workspace, name, url, maxBytes, listener),
        disk,
        progress);
  }

  private Path asset(
      Workspace workspace, String name, String url, long maxBytes, Assets.Listener listener)
      throws TaskFailedException {
    Path folder = workspace.fetchedDir().resolve(name);
    try {
      return fetch(
              folder,
              url,
              () -> tools.fetcher().prepareAsset(url, folder, maxBytes, listener::received))
          .file();
    } catch (IOException e) {
      throw new TaskFailedException(Failure.of(e), e);
    }
  }

  private TaskOutcome failed(Workspace workspace, Failure raw, Throwable cause) {
    Failure failure = stopped().orElse(raw);
    if (failure.code() == FailureCode.INTERNAL) {
      log.error("task failed: task={} code={}", request.taskId(), failure.code(), cause);
    } else if (stopped().isEmpty()) {
      log.warn(
          "task failed: task={} code={} reason={}",
          request.taskId(),
          failure.code(),
          failure.message());
      log.debug("task failed: task={}", request.taskId(), cause);
    }
    Optional<String> toolLog = logTail(workspace);
    try {
      if (failure.equals(Failure.INTERRUPTED)) {
        return TaskOutcome.failed(failure, toolLog); // the next start of the runner resumes it
      }
      AttemptProcesses.endAdoptable(workspace.keptDir()); // nothing will adopt them any longer
      workspace.unpublish();
      workspace.discardButLogs();
    } catch (IOException | UncheckedIOException e) {
      log.error("cannot clean up: task={}", request.taskId(), e);
    }
    return TaskOutcome.failed(failure, toolLog);
  }

  private Optional<Failure> stopped() {
    synchronized (lock) {
      return stopReason;
    }
  }

  private static Optional<String> logTail(Workspace workspace) {
    try {
      return EncodingLog.tail(workspace.outputDir());
    } catch (IOException e) {
      return Optional.empty(); // the failure itself matters more
    }
  }
}
