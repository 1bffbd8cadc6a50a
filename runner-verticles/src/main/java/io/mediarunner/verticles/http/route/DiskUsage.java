package io.mediarunner.verticles.http.route;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How full the file system of a directory is.
 *
 * @param path the directory
 * @param target the directory, or its nearest existing ancestor; empty if there is none
 * @param totalBytes size of the file system; 0 if unknown
 * @param usedBytes bytes in use
 * @param freeBytes bytes that this process can still write
 * @param error one sentence without the system's message; empty on success
 */
public record DiskUsage(
    Path path,
    Optional<Path> target,
    long totalBytes,
    long usedBytes,
    long freeBytes,
    String error) {
  static final double ORANGE_FROM_PERCENT = 75.0;
  static final double RED_FROM_PERCENT = 90.0;
  private static final String[] UNITS = {"K", "M", "G", "T", "P"};

  /** In order of precedence: the worst of several is the overall status. */
  enum Level {
    GREEN,
    UNKNOWN,
    ORANGE,
    RED;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Touches the disk. */
  static DiskUsage of(Path path) {
    Optional<Path> target = Optional.of(path.toAbsolutePath());
    while (target.isPresent() && !Files.exists(target.get())) {
      target = Optional.ofNullable(target.get().getParent());
    }
    if (target.isEmpty()) {
      return new DiskUsage(path, target, 0, 0, 0, "No existing parent directory.");
    }
    // Not through FileStore, which needs a mount entry; a container may have none.
    File disk = target.get().toFile();
    long total = disk.getTotalSpace();
    return total == 0
        ? new DiskUsage(path, target, 0, 0, 0, "Disk usage is unavailable.")
        : new DiskUsage(
            path, target, total, total - disk.getFreeSpace(), disk.getUsableSpace(), "");
  }

  boolean exists() {
    return target.filter(path.toAbsolutePath()::equals).isPresent();
  }

  /**
   * As {@code df} shows it: relative to what this process could use, without the blocks reserved
   * for root. One decimal.
   */
  Optional<Double> usedPercent() {
    long usable = usedBytes + freeBytes;
    return usable <= 0
        ? Optional.empty()
        : Optional.of(Math.round(usedBytes * 1000.0 / usable) / 10.0);
  }

  Level level() {
    return usedPercent()
        .map(
            percent ->
                percent >= RED_FROM_PERCENT
                    ? Level.RED
                    : percent >= ORANGE_FROM_PERCENT ? Level.ORANGE : Level.GREEN)
        .orElse(Level.UNKNOWN);
  }

  /** {@code 512B}, {@code 1.5K}, {@code 2.0T}; in steps of 1024. */
  public static String human(long bytes) {
    if (bytes < 1024) {
      return bytes + "B";
    }
    double value = bytes / 1024.0;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f%s", value, UNITS[unit]);
  }
}
