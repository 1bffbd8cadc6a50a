package io.mediarunner.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Where files live and for how long.
 *
 * @param storageDir task folders and the journal ({@code STORAGE_DIR})
 * @param statusFile status file of the reference runner, imported once when found ({@code
 *     RUNNER_TASK_STATUS_FILE})
 * @param maxFileAge age at which a task's folder is removed; zero keeps it forever
 * @param cleanupInterval time between two cleanups, at least one hour
 * @param reserveBytes no task is taken while less is free in {@code storageDir}; 0 turns that off
 * @param logDir log files
 * @param cacheDir programs and models that can be downloaded again
 * @param whisperModelsDir speech models
 * @param huggingfaceModelsDir kept for the status page of an existing installation
 * @param uvCacheDir kept for the status page of an existing installation
 * @param umask permissions that nothing written there has, as in umask(2), 0 to 0777
 */
public record StorageConfig(
    Path storageDir,
    Path statusFile,
    Duration maxFileAge,
    Duration cleanupInterval,
    long reserveBytes,
    Path logDir,
    Path cacheDir,
    Path whisperModelsDir,
    Path huggingfaceModelsDir,
    Path uvCacheDir,
    int umask) {
  /** Others see nothing; the group may read. */
  public static final int DEFAULT_UMASK = 027;

  /**
   * @throws NullPointerException if a component is null
   */
  public StorageConfig {
    Objects.requireNonNull(storageDir, "storageDir");
    Objects.requireNonNull(statusFile, "statusFile");
    Objects.requireNonNull(maxFileAge, "maxFileAge");
    Objects.requireNonNull(cleanupInterval, "cleanupInterval");
    Objects.requireNonNull(logDir, "logDir");
    Objects.requireNonNull(cacheDir, "cacheDir");
    Objects.requireNonNull(whisperModelsDir, "whisperModelsDir");
    Objects.requireNonNull(huggingfaceModelsDir, "huggingfaceModelsDir");
    Objects.requireNonNull(uvCacheDir, "uvCacheDir");
    if (umask < 0 || umask > 0777) {
      throw new IllegalArgumentException("umask: within 0..0777, was " + umask);
    }
  }

  /** With {@link #DEFAULT_UMASK}. */
  public StorageConfig(
      Path storageDir,
      Path statusFile,
      Duration maxFileAge,
      Duration cleanupInterval,
      long reserveBytes,
      Path logDir,
      Path cacheDir,
      Path whisperModelsDir,
      Path huggingfaceModelsDir,
      Path uvCacheDir) {
    this(
        storageDir,
        statusFile,
        maxFileAge,
        cleanupInterval,
        reserveBytes,
        logDir,
        cacheDir,
        whisperModelsDir,
        huggingfaceModelsDir,
        uvCacheDir,
        DEFAULT_UMASK);
  }

  /** The same with another cache folder. */
  StorageConfig withCache(Path folder) {
    return new StorageConfig(
        storageDir,
        statusFile,
        maxFileAge,
        cleanupInterval,
        reserveBytes,
        logDir,
        folder,
        whisperModelsDir,
        huggingfaceModelsDir,
        uvCacheDir,
        umask);
  }

  /** Folders that are not the tasks', wherever they lie, with the settings that name them. */
  public Map<String, Path> otherFolders() {
    Map<String, Path> folders = new TreeMap<>();
    folders.put("LOG_DIR", logDir);
    folders.put("CACHE_DIR", cacheDir);
    folders.put("WHISPER_MODELS_DIR", whisperModelsDir);
    folders.put("HUGGINGFACE_MODELS_DIR", huggingfaceModelsDir);
    folders.put("UV_CACHE_DIR", uvCacheDir);
    return folders;
  }
}
