package io.mediarunner.verticles.http;

import io.mediarunner.core.config.StorageConfig;
import io.mediarunner.core.task.TaskId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.UUID;

/**
 * Removes what a task left in the storage. Follows no link. Touches the disk, for as long as there
 * are files: not for event loops.
 */
final class TaskFolderRemoval {
  private final StorageConfig storage;

  TaskFolderRemoval(StorageConfig storage) {
    this.storage = Objects.requireNonNull(storage, "storage");
  }

  /**
   * @throws IOException if something could not be removed; calling it again tries again
   */
  void remove(TaskId taskId) throws IOException {
    Path folder = storage.storageDir().resolve(taskId.value());
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      // Out of the way at once: the same id may come again while its old files are being removed.
      // No task id begins with a dot.
      Path doomed =
          storage.storageDir().resolve(".deleted-" + taskId.value() + "-" + UUID.randomUUID());
      Files.move(folder, doomed, StandardCopyOption.ATOMIC_MOVE);
      removeTree(doomed);
    }
    // Beside the folder, old versions of the reference kept one file a task.
    Path flat = storage.storageDir().resolve(taskId.value() + ".json");
    if (!flat.equals(storage.statusFile())
        && Files.isRegularFile(flat, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(flat);
    }
  }

  private static void removeTree(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
