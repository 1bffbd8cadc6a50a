package io.mediarunner.core.workspace;

import java.io.File;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much room there is. A network disk that hangs makes its caller wait. */
public final class FreeSpace {
  private FreeSpace() {}

  /**
   * Bytes that may still be written on the disk of a folder.
   *
   * @return empty where the system does not say
   */
  public static OptionalLong usable(Path folder) {
    // Not through FileStore, which wants a mount entry; in a container there may be none.
    File disk = folder.toFile();
    return disk.getTotalSpace() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(disk.getUsableSpace());
  }
}
