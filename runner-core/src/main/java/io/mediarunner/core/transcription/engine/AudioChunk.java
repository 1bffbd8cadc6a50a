package io.mediarunner.core.transcription.engine;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Audio that a speech engine gets in one piece.
 *
 * @param wav 16 kHz, mono, 16 bit
 * @param result file that will contain the transcript; its name ends with {@code .json}
 */
public record AudioChunk(Path wav, Path result) {
  /**
   * @throws NullPointerException if a component is null
   */
  public AudioChunk {
    Objects.requireNonNull(wav, "wav");
    Objects.requireNonNull(result, "result");
  }
}
