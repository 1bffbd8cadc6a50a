package io.mediarunner.launcher.app;

import io.mediarunner.launcher.os.FolderAccess;
import io.mediarunner.launcher.os.LockFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Two runners on one journal would terminate each other's tasks, so a storage folder belongs to one
 * runner.
 */
final class StorageLock {
  private StorageLock() {}

  /** Where it is. */
  static Path file(Path storageDir) {
    return storageDir.resolve("runner.lock");
  }

  /**
   * @throws IOException if the folder cannot be created or written, or another runner is using it;
   *     the message says which
   */
  static LockFile acquire(Path storageDir) throws IOException {
    FolderAccess.make("STORAGE_DIR", storageDir);
    return LockFile.tryAcquire(file(storageDir))
        .orElseThrow(
            () -> new IOException("STORAGE_DIR: another runner is using " + storageDir + ""));
  }
}
