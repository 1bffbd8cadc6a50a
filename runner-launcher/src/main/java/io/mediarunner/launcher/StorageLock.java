package io.mediarunner.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Holds a storage folder for one runner: two of them on one journal would end each other's tasks.
 * The system gives the lock back when the process ends, however it ends.
 */
final class StorageLock implements AutoCloseable {
  private final FileChannel channel;

  private StorageLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws IOException if the folder cannot be made or written, or another runner holds it; the
   *     message says which
   */
  static StorageLock acquire(Path storageDir) throws IOException {
    try {
      Files.createDirectories(storageDir);
    } catch (IOException e) {
      throw new IOException("STORAGE_DIR: cannot create " + storageDir + ": " + e, e);
    }
    FileChannel channel =
        FileChannel.open(
            storageDir.resolve("runner.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new StorageLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // held within this very process: the same answer
    }
    channel.close();
    throw new IOException("STORAGE_DIR: another runner uses " + storageDir + " already");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
