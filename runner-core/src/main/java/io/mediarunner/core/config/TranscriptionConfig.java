package io.mediarunner.core.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How speech is transcribed unless the task says otherwise.
 *
 * @param model logical name of the speech model, lower case, such as {@code small}
 * @param language subtitle language; {@code auto} keeps the spoken one
 * @param chunkThreshold longer audio is split into chunks, above zero
 * @param vadFilter whether everything that is not speech is skipped
 * @param targetLevelLufs loudness that a task may ask for, -70 to 0
 * @param engine {@code auto} for the best one that works, else the wire name of an engine
 * @param cli the program {@code whisper-cli}; empty = searched
 * @param ffmpeg an ffmpeg with the {@code whisper} filter; empty = the one used for encoding
 * @param server a speech service; empty = none
 * @param serverKey bearer token for it
 * @param requireModel whether tasks are refused if the model or the engine is missing
 * @param vocabulary names and terms that may occur; empty text = none
 * @param chapters whether chapters are proposed
 * @param translation what translates
 * @param modelsUrl where models are downloaded from
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
    boolean chapters,
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
