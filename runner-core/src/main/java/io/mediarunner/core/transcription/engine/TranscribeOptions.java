package io.mediarunner.core.transcription.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How to transcribe chunks.
 *
 * @param model file; empty for engines that have their own
 * @param modelName Whisper's name for it, such as {@code large-v3-turbo}
 * @param language a code, or {@code auto}
 * @param translate whether to translate into English
 * @param gpu whether a GPU may be used
 * @param threads above 0
 * @param vocabulary names and terms that may occur; empty text = none
 * @param limit after which the engine is terminated
 * @param stall how long it may give no sign of life
 */
public record TranscribeOptions(
    Optional<Path> model,
    String modelName,
    String language,
    boolean translate,
    boolean gpu,
    int threads,
    String vocabulary,
    Duration limit,
    Duration stall) {
  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if {@code threads} is not above 0
   */
  public TranscribeOptions {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(modelName, "modelName");
    Objects.requireNonNull(language, "language");
    Objects.requireNonNull(vocabulary, "vocabulary");
    Objects.requireNonNull(limit, "limit");
    Objects.requireNonNull(stall, "stall");
    if (threads < 1) {
      throw new IllegalArgumentException("threads: above 0, was " + threads);
    }
  }

  /** The same in another language. */
  public TranscribeOptions in(String other) {
    return new TranscribeOptions(
        model, modelName, other, translate, gpu, threads, vocabulary, limit, stall);
  }

  /** The same, translated into English. */
  public TranscribeOptions translated() {
    return new TranscribeOptions(
        model, modelName, language, true, gpu, threads, vocabulary, limit, stall);
  }

  /** The same without a GPU. */
  public TranscribeOptions onCpu() {
    return new TranscribeOptions(
        model, modelName, language, translate, false, threads, vocabulary, limit, stall);
  }
}
