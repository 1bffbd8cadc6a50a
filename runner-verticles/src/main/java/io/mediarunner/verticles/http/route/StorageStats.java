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
 * @param partial whether the time was up before all were counted: there is more than that
 */
record StorageStats(long totalBytes, long fileCount, boolean partial) {
  /** The Manager's page waits 3 s for the whole response. */
  private static final Duration LIMIT = Duration.ofMillis(1500);

  /** Counts as much as it can within 1.5 s. Touches the disk. */
  static StorageStats of(Path storageDir) throws IOException {
    return of(storageDir, LIMIT);
  }

  /** The same within another time. */
  static StorageStats of(Path storageDir, Duration limit) throws IOException {
    Counter counter = new Counter(storageDir, System.nanoTime() + limit.toNanos());
    if (Files.isDirectory(storageDir)) {
      Files.walkFileTree(storageDir, counter);
    }
    return new StorageStats(counter.totalBytes, counter.fileCount, counter.partial);
  }

  private static final class Counter extends SimpleFileVisitor<Path> {
    private final Path storageDir;
    private final long deadline;
    private long totalBytes;
    private long fileCount;
    private boolean partial;

    Counter(Path storageDir, long deadline) {
      this.storageDir = storageDir;
      this.deadline = deadline;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      if (System.nanoTime() > deadline) { // asked before the next one, so never after the last
        partial = true;
        return FileVisitResult.TERMINATE;
      }
      boolean other =
          storageDir.equals(directory.getParent())
              && !TaskId.isValid(directory.getFileName().toString());
      return other ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (System.nanoTime() > deadline) {
        partial = true;
        return FileVisitResult.TERMINATE;
      }
      if (attributes.isRegularFile() && !storageDir.equals(file.getParent())) {
        totalBytes += attributes.size();
        fileCount++;
      }
      return FileVisitResult.CONTINUE;
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
