package io.mediarunner.core.attempt;

import io.mediarunner.core.fetch.SourceFetcher;
import io.mediarunner.core.media.MediaWork;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.workspace.DiskClaims;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What every attempt of one task type needs.
 *
 * @param storageDir where tasks have their folders
 * @param fetcher downloads
 * @param disk what all running tasks have yet to write
 * @param processes starts programs
 * @param work the media step of the type
 * @param storage why the storage cannot be used now, empty if it can; asked on the attempt's thread
 * @param tools why the programs of this task type do not work now, empty if they do; starts some of
 *     them and takes a second or two
 * @param started told of every program that an attempt starts, on the attempt's thread
 */
public record AttemptContext(
    Path storageDir,
    SourceFetcher fetcher,
    DiskClaims disk,
    ProcessRunner processes,
    MediaWork work,
    Supplier<Optional<String>> storage,
    Supplier<Optional<String>> tools,
    ProcessStarted started) {
  /** Gets notified of programs. */
  public interface ProcessStarted {
    void accept(TaskId taskId, int attempt, long pid);
  }

  /**
   * @throws NullPointerException if a component is null
   */
  public AttemptContext {
    Objects.requireNonNull(storageDir, "storageDir");
    Objects.requireNonNull(fetcher, "fetcher");
    Objects.requireNonNull(disk, "disk");
    Objects.requireNonNull(processes, "processes");
    Objects.requireNonNull(work, "work");
    Objects.requireNonNull(storage, "storage");
    Objects.requireNonNull(tools, "tools");
    Objects.requireNonNull(started, "started");
  }

  /** The same with another starter of programs. */
  public AttemptContext with(ProcessRunner other) {
    return new AttemptContext(storageDir, fetcher, disk, other, work, storage, tools, started);
  }
}
