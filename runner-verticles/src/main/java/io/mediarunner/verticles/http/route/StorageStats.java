package io.mediarunner.verticles.http.route;

import io.mediarunner.core.task.TaskId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;

/**
 * Size of all task folders.
 *
 * @param totalBytes size of all their files
 * @param fileCount number of all their files
 */
record StorageStats(long totalBytes, long fileCount) {
  /** The Manager's page waits 3 s for the whole response. */
  private static final Duration LIMIT = Duration.ofMillis(1500);

  /** Counts as much as it can within 1.5 s. Touches the disk. */
  static StorageStats of(Path storageDir) throws IOException {
    Counter counter = new Counter(storageDir, System.nanoTime() + LIMIT.toNanos());
    if (Files.isDirectory(storageDir)) {
      Files.walkFileTree(storageDir, counter);
    }
    return new StorageStats(counter.totalBytes, counter.fileCount);
  }

  private static final class Counter extends SimpleFileVisitor<Path> {
    private final Path storageDir;
    private final long deadline;
    private long totalBytes;
    private long fileCount;

    Counter(Path storageDir, long deadline) {
      this.storageDir = storageDir;
      this.deadline = deadline;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      boolean other =
          storageDir.equals(directory.getParent())
              && !TaskId.isValid(directory.getFileName().toString());
      return other ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !storageDir.equals(file.getParent())) {
        totalBytes += attributes.size();
        fileCount++;
      }
      return System.nanoTime() > deadline ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE; // gone meanwhile, or not readable
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
