package io.mediarunner.core.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How speech is written down where the task says nothing.
 *
 * @param model logical name of the speech model, lower case, such as {@code small}
 * @param language subtitle language; {@code auto} keeps the spoken one
 * @param chunkThreshold longer audio is taken in chunks, above zero
 * @param vadFilter whether what is not speech is left out
 * @param targetLevelLufs loudness that a task may ask for, -70 to 0
 * @param engine {@code auto} for the best that works, else the wire name of one
 * @param cli the program {@code whisper-cli}; empty = searched
 * @param ffmpeg an ffmpeg with the filter {@code whisper}; empty = the one that encodes
 * @param server a speech service; empty = none
 * @param serverKey bearer token for it
 * @param requireModel whether tasks are refused where the model or the engine is missing
 * @param vocabulary names and terms that may be toolLog; empty text = none
 * @param translation who translates
 * @param modelsUrl where models are fetched from
 * @param downloadToken for model downloads ({@code HF_TOKEN})
 */
public record TranscriptionConfig(
    String model,
    String language,
    Duration chunkThreshold,
    boolean vadFilter,
    double targetLevelLufs,
    String engine,
    Optional<Path> cli,
    Optional<Path> ffmpeg,
    Optional<URI> server,
    Optional<Secret> serverKey,
    boolean requireModel,
    String vocabulary,
    TranslationConfig translation,
    URI modelsUrl,
    Optional<Secret> downloadToken) {
  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if {@code chunkThreshold} is not above zero
   */
  public TranscriptionConfig {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(language, "language");
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(cli, "cli");
    Objects.requireNonNull(ffmpeg, "ffmpeg");
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(serverKey, "serverKey");
    Objects.requireNonNull(vocabulary, "vocabulary");
    Objects.requireNonNull(translation, "translation");
    Objects.requireNonNull(modelsUrl, "modelsUrl");
    Objects.requireNonNull(downloadToken, "downloadToken");
    if (chunkThreshold.isZero() || chunkThreshold.isNegative()) {
      throw new IllegalArgumentException("chunkThreshold: above zero, was " + chunkThreshold);
    }
  }
}
