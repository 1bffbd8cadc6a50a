package io.mediarunner.launcher.app;

import io.mediarunner.core.workspace.TemporaryFiles;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A storage without any room at the start. Its databases are read from copies elsewhere, in which
 * nothing changes: the runner serves what is finished and takes no task, until there is room.
 */
final class FullDisk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FullDisk.class);
  private final Path storage;
  private final Path copies;

  private FullDisk(Path storage, Path copies) {
    this.storage = Objects.requireNonNull(storage, "storage");
    this.copies = Objects.requireNonNull(copies, "copies");
  }

  /**
   * @param storage the folder
   * @param databases names of files in it that are copied, with their write-ahead logs
   * @throws IOException if there is no room for copies either; says what to do
   */
  static FullDisk at(Path storage, List<String> databases) throws IOException {
    try {
      return copied(storage, databases);
    } catch (IOException e) {
      throw new IOException(
          "STORAGE_DIR: the disk of "
              + storage
              + " is full, and the temporary folder has no room for a copy of the journal ("
              + e.getMessage()
              + "): free a few MiB, or set STORAGE_DIR to another disk",
          e);
    }
  }

  private static FullDisk copied(Path storage, List<String> databases) throws IOException {
    FullDisk full = new FullDisk(storage, TemporaryFiles.folder("media-runner-journal-"));
    try {
      for (String database : databases) {
        full.copy(database);
        full.copy(database + "-wal");
      }
    } catch (IOException e) {
      full.close();
      throw e;
    }
    log.error(
        "{}: serving results, taking no task; the runner restarts once there is room",
        full.problem().orElseThrow());
    return full;
  }

  private void copy(String name) throws IOException {
    if (Files.exists(storage.resolve(name))) {
      Files.copy(storage.resolve(name), copies.resolve(name));
    }
  }

  /** Where the copy of a database is. */
  Path copyOf(String name) {
    return copies.resolve(name);
  }

  /** In one sentence for an operator. */
  Optional<String> problem() {
    return Optional.of("the disk of " + storage + " was full at the start: free some space there");
  }

  boolean roomAgain() {
    return new DiskReserve(storage).roomAgain();
  }

  @Override
  public void close() throws IOException {
    Workspace.deleteTree(copies);
  }
}
