package io.mediarunner.launcher.app;

import io.mediarunner.core.workspace.FreeSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that takes up room in the storage, and gives it up when a runner starts on a full disk:
 * the journal needs some to open. The runner can then serve what is finished, and says that it is
 * out of space, instead of failing to start again and again.
 */
final class DiskReserve {
  private static final Logger log = LoggerFactory.getLogger(DiskReserve.class);
  private static final String FILE = ".reserve";
  private static final int BYTES = 4 << 20;

  /** The journal needs some to open. */
  private static final long LEAST = 256 << 10;

  /** With less, others need it more. */
  private static final long PLENTY = 16L * BYTES;

  private final Path folder;

  DiskReserve(Path folder) {
    this.folder = folder;
  }

  /**
   * Gives the room up, if the disk is full.
   *
   * @return whether the journal can be opened there: false on a disk without any room
   * @throws IOException if the file cannot be deleted
   */
  boolean giveUpIfFull() throws IOException {
    long free = FreeSpace.usable(folder).orElse(Long.MAX_VALUE);
    if (free >= BYTES / 2) {
      return true;
    }
    if (Files.deleteIfExists(folder.resolve(FILE))) {
      log.warn(
          "STORAGE_DIR: the disk of {} is full. The reserve of {} MiB lets the runner start: it"
              + " serves results and takes no task until there is space",
          folder,
          BYTES >> 20);
      return true;
    }
    return free >= LEAST;
  }

  /** Whether a runner that found no room can start as usual, and go on for a while. */
  boolean roomAgain() {
    return FreeSpace.usable(folder).orElse(Long.MAX_VALUE) >= 2L * BYTES;
  }

  /** Takes it up again, if there is plenty. */
  void takeUp() {
    Path file = folder.resolve(FILE);
    try {
      if (!Files.exists(file) && FreeSpace.usable(folder).orElse(0) >= PLENTY) {
        byte[] bytes = new byte[BYTES]; // random: a disk that compresses keeps no room for zeros
        new SecureRandom().nextBytes(bytes);
        Files.write(file, bytes);
      }
    } catch (IOException e) {
      log.debug("no reserve in {}", folder, e);
    }
  }
}
