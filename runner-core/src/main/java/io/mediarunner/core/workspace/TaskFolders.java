package io.mediarunner.core.workspace;

import io.mediarunner.core.json.Json;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Folders that tasks left in the storage. Follows no links. Touches the disk, for as long as there
 * are files: not for event loops.
 */
public final class TaskFolders {
  private static final String DOOMED = ".deleted-";
  private static final Pattern ATTEMPT = Pattern.compile("attempt-\\d{1,9}");
  private final Path storageDir;
  private final Path statusFile;
  private final List<Path> spared;

  /**
   * @param statusFile of an earlier runner, which is never removed
   */
  public TaskFolders(Path storageDir, Path statusFile) {
    this(storageDir, statusFile, List.of());
  }

  /**
   * @param statusFile of an earlier runner, which is never removed
   * @param spared folders that hold something else; neither they nor what they lie in is removed
   */
  public TaskFolders(Path storageDir, Path statusFile, Collection<Path> spared) {
    this.storageDir = Objects.requireNonNull(storageDir, "storageDir");
    this.statusFile = Objects.requireNonNull(statusFile, "statusFile");
    this.spared = spared.stream().map(TaskFolders::plain).toList();
  }

  private static Path plain(Path path) {
    return path.toAbsolutePath().normalize();
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
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && !isSpared(folder)) {
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

  private boolean isSpared(Path folder) {
    Path own = plain(folder);
    return spared.stream().anyMatch(path -> path.startsWith(own));
  }

  /**
   * Tasks whose folders exist: those that hold an attempt, or a manifest in that task's name. A
   * folder of somebody else's may well be called like a task.
   *
   * @throws IOException if the storage cannot be read
   */
  public List<TaskId> all() throws IOException {
    try (Stream<Path> entries = Files.list(storageDir)) {
      return entries
          .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
          .filter(entry -> TaskId.isValid(entry.getFileName().toString()))
          .filter(entry -> !isSpared(entry) && isTask(entry))
          .map(entry -> new TaskId(entry.getFileName().toString()))
          .toList();
    }
  }

  private static boolean isTask(Path folder) {
    String id = folder.getFileName().toString();
    return isManifest(folder.resolve("manifest.json"), id)
        || isManifest(folder.resolveSibling(id + ".json"), id)
        || holdsAttempt(folder);
  }

  private static boolean holdsAttempt(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.anyMatch(
          entry ->
              ATTEMPT.matcher(entry.getFileName().toString()).matches()
                  && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      return false; // not ours, as it seems
    }
  }

  private static boolean isManifest(Path file, String id) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Json.read(SmallFile.bytes(file, Limits.LISTING)).path("task_id").asText().equals(id);
    } catch (IOException e) {
      return false; // no JSON: somebody else's
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
