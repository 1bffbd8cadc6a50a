package io.mediarunner.launcher.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that one process holds. The system gives the lock back when the process ends, however it
 * ends; the file stays.
 */
final class LockFile implements AutoCloseable {
  private final FileChannel channel;

  private LockFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @param file made if it is not there; its folder must be
   * @return empty if another process, or somebody else in this one, holds it
   * @throws IOException if the file cannot be written
   */
  static Optional<LockFile> tryAcquire(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new LockFile(channel));
      }
    } catch (OverlappingFileLockException e) {
      // held within this very process: the same answer
    }
    channel.close();
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
