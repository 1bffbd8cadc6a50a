package io.mediarunner.launcher.doctor.machine;

import io.mediarunner.core.config.StorageConfig;
import io.mediarunner.core.workspace.FreeSpace;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import io.mediarunner.launcher.os.FolderAccess;
import io.mediarunner.launcher.os.Mount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Whether the folders of the settings exist or can be made, can be written, and have room. What
 * they hold already counts towards the room that they need.
 */
public final class FoldersCheck implements Check {
  private static final String NAME = "storage";
  private static final double GIB = 1L << 30;
  private static final double LOGS = 0.5;
  private static final double TASKS = 15;
  private static final double PROGRAMS = 0.5;
  private final StorageConfig storage;
  private final String model;
  private final boolean transcribes;

  /**
   * @param model speech model of the settings
   * @param transcribes whether an instance transcribes
   */
  public FoldersCheck(StorageConfig storage, String model, boolean transcribes) {
    this.storage = storage;
    this.model = model;
    this.transcribes = transcribes;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() throws IOException {
    List<CheckResult> results = new ArrayList<>();
    results.add(folder("STORAGE_DIR", storage.storageDir(), TASKS, true));
    results.add(folder("LOG_DIR", storage.logDir(), LOGS, false));
    results.add(folder("CACHE_DIR", storage.cacheDir(), PROGRAMS, true));
    if (transcribes) {
      results.add(folder("WHISPER_MODELS_DIR", storage.whisperModelsDir(), modelGib(), true));
    }
    return results;
  }

  /** Sizes of the models, from tiny to large, and some room. */
  private double modelGib() {
    return switch (model) {
      case "tiny" -> 0.5;
      case "base" -> 1;
      case "small" -> 1.5;
      case "large", "large-v2", "large-v3" -> 5;
      default -> 3;
    };
  }

  private CheckResult folder(String key, Path folder, double needGib, boolean ownCounts)
      throws IOException {
    String name = NAME + ":" + key;
    Path path = folder.toAbsolutePath();
    Path existing = path;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      return CheckResult.error(name, existing + " is no folder", "set " + key + " to a folder");
    }
    if (Mount.of(existing).map(Mount::readOnly).orElse(false)) {
      return CheckResult.error(
          name,
          path + " is on a read-only file system",
          "mount it writable, or set " + key + " to another folder");
    }
    if (!Files.isWritable(existing) || !Files.isExecutable(existing)) {
      return CheckResult.error(
          name,
          existing.equals(path)
              ? path + " cannot be written by " + System.getProperty("user.name")
              : path + " does not exist and cannot be made in " + existing,
          FolderAccess.fix(key, path));
    }
    return room(key, path, existing, needGib, ownCounts);
  }

  private CheckResult room(String key, Path path, Path existing, double needGib, boolean ownCounts)
      throws IOException {
    String name = NAME + ":" + key;
    OptionalLong free = FreeSpace.usable(existing);
    double own = ownCounts && existing.equals(path) ? size(path) / GIB : 0;
    double missing = Math.max(0, needGib - own) - free.orElse(Long.MAX_VALUE) / GIB;
    String state =
        String.format(
            Locale.ROOT,
            "%s%s: %.1f GiB free",
            path,
            existing.equals(path) ? "" : " (made at the first start)",
            free.orElse(0) / GIB);
    boolean tasks = key.equals("STORAGE_DIR");
    if (tasks && free.isPresent() && free.getAsLong() < Math.max(1, storage.reserveBytes())) {
      return CheckResult.error(
          name,
          state
              + String.format(
                  Locale.ROOT,
                  ", less than DISK_RESERVE_GB (%.0f): no task is taken",
                  storage.reserveBytes() / GIB),
          "free some space (bin/runner cleanup, MAX_FILE_AGE_DAYS), or lower DISK_RESERVE_GB");
    }
    if (missing > 0) {
      return CheckResult.warning(
          name,
          String.format(Locale.ROOT, "%s, %.1f GiB more would be needed", state, missing),
          "free some space, or set " + key + " to a larger disk");
    }
    if (tasks && path.startsWith("/tmp")) {
      return CheckResult.warning(
          name,
          state + "; /tmp is emptied at a restart of the machine: results would be lost",
          "set STORAGE_DIR to a lasting folder, such as /var/lib/media-runner");
    }
    return CheckResult.good(name, state);
  }

  private static long size(Path folder) throws IOException {
    long size = 0;
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.toList();
    } catch (UncheckedIOException e) {
      return 0; // a folder of somebody else in there
    }
    for (Path file : files) {
      size += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return size;
  }
}
