package io.mediarunner.launcher.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Two runners on one journal would end each other's tasks: a storage folder is for one of them. */
final class StorageLock {
  private StorageLock() {}

  /**
   * @throws IOException if the folder cannot be made or written, or another runner holds it; the
   *     message says which
   */
  static LockFile acquire(Path storageDir) throws IOException {
    try {
      Files.createDirectories(storageDir);
    } catch (IOException e) {
      throw new IOException("STORAGE_DIR: cannot create " + storageDir + ": " + e, e);
    }
    return LockFile.tryAcquire(storageDir.resolve("runner.lock"))
        .orElseThrow(
            () -> new IOException("STORAGE_DIR: another runner is using " + storageDir + ""));
  }
}
