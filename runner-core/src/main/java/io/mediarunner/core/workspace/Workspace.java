package io.mediarunner.core.workspace;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.text.Utf8;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The folder of one attempt: {@code <storage>/<task id>/attempt-N/}. Its results become visible as
 * {@code <storage>/<task id>/output/} and {@code manifest.json} only through {@link #publish},
 * completely or not at all. Touches the disk, so it does not belong on an event loop.
 */
public final class Workspace {
  /** Name of the folder of the downloads in that of an attempt. */
  public static final String FETCHED = "fetched";

  private static final String OUTPUT = "output";
  private static final String MANIFEST = "manifest.json";
  private static final String TEMPORARY = "." + MANIFEST + ".tmp";

  /** Somebody else removed the folder of a running task, or put something else there. */
  public static final Failure LOST =
      new Failure(
          FailureCode.OUTPUT_INVALID,
          "The task's folder in STORAGE_DIR was removed or replaced while the runner worked in it."
              + " Find out what did that, then run the task again.");

  private static final Failure TAKEN =
      new Failure(
          FailureCode.OUTPUT_INVALID,
          "The results were not published: in the task's folder in STORAGE_DIR, something else"
              + " created a folder with their name. Find out what did that, then run the task"
              + " again.");

  private final TaskId taskId;
  private final int attempt;
  private final Path taskDir;
  private final Path attemptDir;

  private Workspace(Path storageDir, TaskId taskId, int attempt) {
    this.taskId = Objects.requireNonNull(taskId, "taskId");
    this.attempt = attempt;
    this.taskDir = storageDir.resolve(taskId.value());
    this.attemptDir = taskDir.resolve("attempt-" + attempt);
  }

  /**
   * Creates the folder of an attempt, empty except for what an interrupted attempt {@linkplain
   * #handDown handed down}. Results of an earlier run of the same task disappear, because they
   * would be mistaken for those of this one. What is there in place of a folder is not used: a link
   * is unlinked, a file gets another name.
   *
   * @throws IOException if the disk refuses
   */
  public static Workspace create(Path storageDir, TaskId taskId, int attempt) throws IOException {
    Workspace workspace = new Workspace(storageDir, taskId, attempt);
    RealFolder.makeWayFor(workspace.taskDir);
    workspace.deleteAllButInherited();
    RealFolder.createIn(storageDir, workspace.workDir());
    RealFolder.createIn(storageDir, workspace.outputDir());
    return workspace;
  }

  /** The folder of an attempt that was started earlier; it may be gone by now. */
  public static Workspace existing(Path storageDir, TaskId taskId, int attempt) {
    return new Workspace(storageDir, taskId, attempt);
  }

  private void deleteAllButInherited() throws IOException {
    if (!RealFolder.isOne(attemptDir)) {
      deleteTree(taskDir);
      return;
    }
    for (Path folder : List.of(taskDir, attemptDir)) {
      try (Stream<Path> entries = Files.list(folder)) {
        for (Path entry : entries.toList()) {
          if (!entry.equals(attemptDir) && !inherited().contains(entry)) {
            remove(entry);
          }
        }
      }
    }
    for (Path folder : inherited()) {
      RealFolder.unlinkWithin(folder); // a download must not be written to where a link leads
    }
  }

  private static void remove(Path entry) throws IOException {
    deleteTree(entry);
    Files.deleteIfExists(entry);
  }

  /**
   * Whether the folders of the attempt are there, each a real one. Once they were created, a
   * missing one was removed by somebody else.
   */
  public boolean isIntact() {
    return Stream.of(taskDir, attemptDir, workDir(), outputDir()).allMatch(RealFolder::isOne);
  }

  private List<Path> inherited() {
    return List.of(fetchedDir(), keptDir());
  }

  /**
   * Hands the downloads and what the media step keeps to another attempt at the same task; nothing
   * else stays.
   *
   * @throws IOException if the disk refuses
   */
  public void handDown(int toAttempt) throws IOException {
    if (!RealFolder.isOne(taskDir)) {
      return;
    }
    Workspace heir = new Workspace(Objects.requireNonNull(taskDir.getParent()), taskId, toAttempt);
    deleteTree(heir.attemptDir);
    for (Path folder : inherited()) {
      if (RealFolder.isOne(folder)) {
        RealFolder.createIn(taskDir, heir.attemptDir);
        Files.move(folder, heir.attemptDir.resolve(folder.getFileName()));
      }
    }
    unpublish();
    discard();
  }

  /** Folder of the downloads, each in its own subfolder. */
  public Path fetchedDir() {
    return attemptDir.resolve(FETCHED);
  }

  /** Folder for work that the media step does not want to repeat. */
  public Path keptDir() {
    return attemptDir.resolve("kept");
  }

  /** Folder of the attempt. */
  public Path attemptDir() {
    return attemptDir;
  }

  /** Private scratch folder. */
  public Path workDir() {
    return attemptDir.resolve("work");
  }

  /** Everything here is published. */
  public Path outputDir() {
    return attemptDir.resolve(OUTPUT);
  }

  /**
   * Makes the outputs visible: everything on disk, then the output folder by one rename, then the
   * manifest by another. A reader that sees the manifest sees complete files.
   *
   * @throws TaskFailedException {@code OUTPUT_INVALID} if somebody else removed the folders or put
   *     others there; then nothing was moved
   * @throws IOException if the disk refuses; then there is no manifest
   */
  public void publish() throws IOException, TaskFailedException {
    Path output = taskDir.resolve(OUTPUT);
    Path listing = taskDir.resolve(MANIFEST);
    Path temporary = taskDir.resolve(TEMPORARY);
    if (!isIntact()) {
      throw new TaskFailedException(LOST);
    }
    if (Stream.of(output, listing, temporary).anyMatch(RealFolder::isOne)) {
      throw new TaskFailedException(TAKEN);
    }
    ResultManifest manifest = ResultManifest.of(taskId, attempt, outputDir());
    for (Path name : List.of(output, listing, temporary)) {
      RealFolder.unlink(name);
    }
    Files.move(outputDir(), output, StandardCopyOption.ATOMIC_MOVE);
    try {
      DurableFiles.write(temporary, manifest.json());
      Files.move(temporary, listing, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      takeBack(output, e);
      throw e;
    }
    DurableFiles.syncFolder(taskDir);
  }

  /** The logs are among the outputs, and are kept of a failed attempt. */
  private void takeBack(Path output, IOException why) {
    try {
      Files.move(output, outputDir(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  /** Whether this attempt has published its results. */
  public boolean published() {
    return RealFolder.isOne(taskDir)
        && ResultManifest.attemptOf(taskDir.resolve(MANIFEST))
            .filter(n -> n == attempt)
            .isPresent();
  }

  /**
   * Withdraws published results, also incomplete ones: the task failed, or was cancelled while they
   * appeared. Whatever else has their names goes too.
   */
  public void unpublish() throws IOException {
    if (!RealFolder.isOne(taskDir)) {
      return;
    }
    for (String name : List.of(MANIFEST, TEMPORARY, OUTPUT)) {
      remove(taskDir.resolve(name));
    }
  }

  /** Removes download and scratch. */
  public void discard() throws IOException {
    if (RealFolder.isOne(taskDir)) {
      deleteTree(attemptDir);
    }
  }

  /**
   * Removes download and media, keeps the logs for analysing the failure, and no folder without
   * one.
   */
  public void discardButLogs() throws IOException {
    if (!RealFolder.isOne(taskDir)) {
      return;
    }
    if (RealFolder.isOne(attemptDir)) {
      discardFilesButLogs();
      RealFolder.removeEmpty(attemptDir);
    }
    RealFolder.removeEmpty(taskDir);
  }

  private void discardFilesButLogs() throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(attemptDir)) {
      files = walk.filter(file -> !RealFolder.isOne(file)).toList();
    }
    for (Path file : files) {
      if (file.toString().endsWith(".log")) {
        Utf8.mend(file); // ffmpeg prints titles byte by byte as the source has them
      } else {
        Files.delete(file);
      }
    }
  }

  /**
   * Deletes a folder with all its contents; links are removed, never followed. Does nothing if the
   * folder is missing; others may be deleting it at the same time.
   *
   * @throws IOException if something cannot be deleted
   */
  public static void deleteTree(Path folder) throws IOException {
    if (!RealFolder.isOne(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
            if (failed instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failed;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failed)
              throws IOException {
            if (failed != null) {
              throw failed;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
