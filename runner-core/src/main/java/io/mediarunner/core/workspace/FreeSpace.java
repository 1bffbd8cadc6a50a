package io.mediarunner.core.workspace;

import java.io.File;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Free disk space. A hanging network disk blocks the caller. */
public final class FreeSpace {
  private FreeSpace() {}

  /**
   * Free bytes on the disk of a folder.
   *
   * @return empty if the system does not say
   */
  public static OptionalLong usable(Path folder) {
    // Not through FileStore, which needs a mount entry; a container may have none.
    File disk = folder.toFile();
    return disk.getTotalSpace() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(disk.getUsableSpace());
  }
}
