package io.mediarunner.core.workspace;

import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.text.Utf8;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
   * would be mistaken for those of this one.
   *
   * @throws IOException if the disk refuses
   */
  public static Workspace create(Path storageDir, TaskId taskId, int attempt) throws IOException {
    Workspace workspace = new Workspace(storageDir, taskId, attempt);
    workspace.deleteAllButInherited();
    Files.createDirectories(workspace.workDir());
    Files.createDirectories(workspace.outputDir());
    return workspace;
  }

  /** The folder of an attempt that was started earlier; it may be gone by now. */
  public static Workspace existing(Path storageDir, TaskId taskId, int attempt) {
    return new Workspace(storageDir, taskId, attempt);
  }

  private void deleteAllButInherited() throws IOException {
    if (!Files.isDirectory(attemptDir, LinkOption.NOFOLLOW_LINKS)) {
      deleteTree(taskDir);
      return;
    }
    for (Path folder : List.of(taskDir, attemptDir)) {
      try (Stream<Path> entries = Files.list(folder)) {
        for (Path entry : entries.toList()) {
          if (!entry.equals(attemptDir) && !inherited().contains(entry)) {
            deleteTree(entry);
            Files.deleteIfExists(entry);
          }
        }
      }
    }
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
    Workspace heir = new Workspace(Objects.requireNonNull(taskDir.getParent()), taskId, toAttempt);
    deleteTree(heir.attemptDir);
    for (Path folder : inherited()) {
      if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(heir.attemptDir);
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
   * @throws IOException if the disk refuses; then there is no manifest
   */
  public void publish() throws IOException {
    ResultManifest manifest = ResultManifest.of(taskId, attempt, outputDir());
    Path output = taskDir.resolve(OUTPUT);
    Files.move(outputDir(), output, StandardCopyOption.ATOMIC_MOVE);
    Path temporary = taskDir.resolve("." + MANIFEST + ".tmp");
    DurableFiles.write(temporary, manifest.json());
    Files.move(temporary, taskDir.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.syncFolder(taskDir);
  }

  /** Whether this attempt has published its results. */
  public boolean published() {
    return ResultManifest.attemptOf(taskDir.resolve(MANIFEST))
        .filter(n -> n == attempt)
        .isPresent();
  }

  /** Withdraws published results: the task was cancelled while they appeared. */
  public void unpublish() throws IOException {
    Files.deleteIfExists(taskDir.resolve(MANIFEST));
    deleteTree(taskDir.resolve(OUTPUT));
  }

  /** Removes download and scratch. */
  public void discard() throws IOException {
    deleteTree(attemptDir);
  }

  /** Removes download and media, keeps the logs for analysing the failure. */
  public void discardButLogs() throws IOException {
    if (!Files.isDirectory(attemptDir, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(attemptDir)) {
      files = walk.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)).toList();
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
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
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
