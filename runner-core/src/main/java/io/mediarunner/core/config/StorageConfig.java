package io.mediarunner.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

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
    Path uvCacheDir) {
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
  }
}
