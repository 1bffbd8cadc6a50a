package io.mediarunner.core.workspace;

import io.mediarunner.core.task.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Folders that tasks left in the storage. Follows no links. Touches the disk, for as long as there
 * are files: not for event loops.
 */
public final class TaskFolders {
  private static final String DOOMED = ".deleted-";
  private final Path storageDir;
  private final Path statusFile;

  /**
   * @param statusFile of an earlier runner, which is never removed
   */
  public TaskFolders(Path storageDir, Path statusFile) {
    this.storageDir = Objects.requireNonNull(storageDir, "storageDir");
    this.statusFile = Objects.requireNonNull(statusFile, "statusFile");
  }

  /**
   * Removes a task's folder.
   *
   * @throws IOException if something could not be removed; calling it again retries
   */
  public void remove(TaskId taskId) throws IOException {
    setAside(taskId);
    finishRemovals(taskId.value());
  }

  /**
   * Makes a task's files invisible at once: the same id may be sent again while its old files are
   * being removed.
   *
   * @return the folder to remove, with {@link #removeAside}; empty if there is none
   * @throws IOException if the disk refuses
   */
  public Optional<Path> setAside(TaskId taskId) throws IOException {
    Path folder = storageDir.resolve(taskId.value());
    Optional<Path> aside = Optional.empty();
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      // No task id starts with a dot.
      Path doomed = storageDir.resolve(DOOMED + taskId.value() + "-" + UUID.randomUUID());
      Files.move(folder, doomed, StandardCopyOption.ATOMIC_MOVE);
      aside = Optional.of(doomed);
    }
    // Old versions of the reference kept one file per task next to the folder.
    Path flat = storageDir.resolve(taskId.value() + ".json");
    if (!flat.equals(statusFile) && Files.isRegularFile(flat, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(flat);
    }
    return aside;
  }

  /**
   * Removes a folder that was set aside.
   *
   * @throws IOException if something could not be removed; {@link #finishRemovals()} tries again
   */
  public void removeAside(Path folder) throws IOException {
    Workspace.deleteTree(folder);
  }

  /**
   * Tasks whose folders exist.
   *
   * @throws IOException if the storage cannot be read
   */
  public List<TaskId> all() throws IOException {
    try (Stream<Path> entries = Files.list(storageDir)) {
      return entries
          .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
          .map(entry -> entry.getFileName().toString())
          .filter(TaskId::isValid)
          .map(TaskId::new)
          .toList();
    }
  }

  /** Where a task's folder is, or would be. */
  public Path folder(TaskId taskId) {
    return storageDir.resolve(taskId.value());
  }

  /** The attempt whose results are published; empty if there are none, or not by this runner. */
  public Optional<Integer> publishedAttempt(TaskId taskId) {
    return ResultManifest.attemptOf(folder(taskId).resolve("manifest.json"));
  }

  /** When anything in a task's folder last changed, not only the folder itself. */
  public Instant lastChange(TaskId taskId) throws IOException {
    try (Stream<Path> files = Files.walk(storageDir.resolve(taskId.value()))) {
      Instant last = Instant.EPOCH;
      for (Path file : files.toList()) {
        Instant changed = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        last = changed.isAfter(last) ? changed : last;
      }
      return last;
    }
  }

  /**
   * Finishes interrupted removals.
   *
   * @throws IOException if something could not be removed
   */
  public void finishRemovals() throws IOException {
    finishRemovals("");
  }

  private void finishRemovals(String begin) throws IOException {
    List<Path> doomed;
    try (Stream<Path> entries = Files.list(storageDir)) {
      doomed =
          entries
              .filter(entry -> entry.getFileName().toString().startsWith(DOOMED + begin))
              .toList();
    }
    for (Path folder : doomed) {
      Workspace.deleteTree(folder);
    }
  }
}
