package io.mediarunner.core.attempt;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.fetch.Download;
import io.mediarunner.core.fetch.FetchedSource;
import io.mediarunner.core.media.Assets;
import io.mediarunner.core.media.InfoVideoFile;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.process.AttemptProcesses;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.retry.Backoff;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskWarning;
import io.mediarunner.core.task.Transfer;
import io.mediarunner.core.workspace.DiskClaims;
import io.mediarunner.core.workspace.RealFolder;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
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

  /** Of what a failed attempt leaves; a minute in all. */
  private static final Backoff CLEANUP =
      Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(8), 12);

  /** What a task also ends with if a program is missing, damaged, or does nothing. */
  private static final Set<FailureCode> SUSPICIOUS =
      EnumSet.of(
          FailureCode.TOOL_MISSING,
          FailureCode.ENCODER_FAILED,
          FailureCode.ENGINE_FAILED,
          FailureCode.OUTPUT_INVALID,
          FailureCode.STALLED,
          FailureCode.INTERNAL,
          FailureCode.SOURCE_UNREADABLE,
          FailureCode.SOURCE_DAMAGED,
          FailureCode.SOURCE_INCOMPLETE,
          FailureCode.SOURCE_EXCESSIVE,
          FailureCode.DRESSING_UNAVAILABLE,
          FailureCode.NO_STREAMS,
          FailureCode.NO_PICTURE,
          FailureCode.NO_AUDIO);

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
      requireStorage();
      if (AttemptProcesses.adoptable(workspace.keptDir()).isEmpty()) {
        workspace = Workspace.create(tools.storageDir(), request.taskId(), number);
      }
      FetchedSource source = fetch(workspace, disk);
      String toolLog = tools.work().run(mediaTask(workspace, source, disk));
      programs.throwIfStopped();
      AttemptProcesses.endAdoptable(workspace.keptDir());
      requireStorage();
      progress.accept(Progress.of(Stage.PUBLISH, PUBLISH_FROM));
      List<TaskWarning> warnings = InfoVideoFile.warnings(workspace.outputDir());
      workspace.publish();
      workspace.discard();
      requireStorage(); // it may have gone in between
      return TaskOutcome.succeeded(
          toolLog.isBlank() ? Optional.empty() : Optional.of(toolLog), warnings);
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
        (bytes, total) -> {
          total.ifPresent(all -> disk.stillToWrite(all - bytes));
          double share =
              total.map(all -> Math.min(1.0, (double) bytes / Math.max(1, all))).orElse(0.0);
          progress.accept(
              new Progress(
                  Stage.FETCH,
                  FETCH_SHARE * share,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.of(new Transfer(bytes, total))));
        };
    String url = request.sourceUrl();
    return fetch(
        workspace,
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
  private FetchedSource fetch(
      Workspace workspace, Path folder, String url, Supplier<Download> prepare)
      throws TaskFailedException, IOException {
    requireStorage();
    RealFolder.createIn(workspace.attemptDir(), folder);
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
        source.address().text(),
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
              workspace,
              folder,
              url,
              () -> tools.fetcher().prepareAsset(url, folder, maxBytes, listener::received))
          .file();
    } catch (IOException e) {
      throw new TaskFailedException(Failure.of(e), e);
    }
  }

  /**
   * @throws TaskFailedException {@link Failure#INTERRUPTED} if it cannot be used: nothing may be
   *     written to whatever is in its place
   */
  private void requireStorage() throws TaskFailedException {
    if (tools.storage().get().isPresent()) {
      throw new TaskFailedException(Failure.INTERRUPTED);
    }
  }

  /** Whose fault it was: what the runner stands on may have given way beneath the task. */
  private Failure judged(Workspace workspace, Failure raw) {
    if (raw.equals(Failure.INTERRUPTED) || tools.storage().get().isPresent()) {
      return Failure.INTERRUPTED;
    }
    if (!SUSPICIOUS.contains(raw.code())) {
      return raw;
    }
    if (!workspace.isIntact()) {
      return Workspace.LOST;
    }
    Optional<String> broken = tools.tools().get();
    broken.ifPresent(
        why ->
            log.warn("not the task's fault ({}): task={} {}", raw.code(), request.taskId(), why));
    return broken.isPresent() ? Failure.TOOLS_BROKEN : raw;
  }

  private TaskOutcome failed(Workspace workspace, Failure raw, Throwable cause) {
    Failure failure = stopped().orElseGet(() -> judged(workspace, raw));
    if (failure.equals(Failure.INTERRUPTED) || failure.equals(Failure.TOOLS_BROKEN)) {
      return TaskOutcome.failed(failure, Optional.empty()); // it goes on later from what is there
    }
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
      AttemptProcesses.endAdoptable(workspace.keptDir()); // nothing will adopt them any longer
      cleanUp(workspace);
    } catch (IOException | UncheckedIOException e) {
      log.error("cannot clean up: task={}", request.taskId(), e);
    }
    return TaskOutcome.failed(failure, toolLog);
  }

  /** Even listing a folder takes an open file: if there is none left, waits a while for one. */
  private static void cleanUp(Workspace workspace) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        workspace.unpublish();
        workspace.discardButLogs();
        return;
      } catch (IOException | UncheckedIOException e) {
        boolean mayPass =
            Failure.ofMachine(e)
                .filter(failure -> failure.code() == FailureCode.RESOURCES_SHORT)
                .isPresent();
        if (!mayPass || CLEANUP.exhausted(tries) || !slept(CLEANUP.delay(tries))) {
          throw e;
        }
      }
    }
  }

  /**
   * @return false if the thread was interrupted
   */
  private static boolean slept(Duration wait) {
    try {
      Thread.sleep(wait.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
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
