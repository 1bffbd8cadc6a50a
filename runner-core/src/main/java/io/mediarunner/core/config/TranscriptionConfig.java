package io.mediarunner.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How speech is written down where the task says nothing.
 *
 * @param model logical name of the speech model, lower case, such as {@code small}
 * @param language subtitle language; {@code auto} keeps the spoken one
 * @param chunkThreshold longer sound is taken in chunks, above zero
 * @param vadFilter whether what is not speech is left out
 * @param targetLevelLufs loudness that a task may ask for, -70 to 0
 * @param cli the speech engine, {@code whisper-cli}; empty = searched
 * @param downloadToken for model downloads ({@code HF_TOKEN})
 */
public record TranscriptionConfig(
    String model,
    String language,
    Duration chunkThreshold,
    boolean vadFilter,
    double targetLevelLufs,
    Optional<Path> cli,
    Optional<Secret> downloadToken) {
  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if {@code chunkThreshold} is not above zero
   */
  public TranscriptionConfig {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(language, "language");
    Objects.requireNonNull(cli, "cli");
    Objects.requireNonNull(downloadToken, "downloadToken");
    if (chunkThreshold.isZero() || chunkThreshold.isNegative()) {
      throw new IllegalArgumentException("chunkThreshold: above zero, was " + chunkThreshold);
    }
  }
}
