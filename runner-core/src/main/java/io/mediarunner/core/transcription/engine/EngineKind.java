package io.mediarunner.core.transcription.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The engines, best first. */
public enum EngineKind {
  /** A service that keeps its model loaded: whisper.cpp's, or one with OpenAI's interface. */
  WHISPER_SERVER,
  /** whisper.cpp's program. */
  WHISPER_CLI,
  /** ffmpeg's {@code whisper} filter. */
  FFMPEG;

  /** The name in settings and results. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kind of that exact name; empty also for {@code auto}. */
  public static Optional<EngineKind> of(String wireName) {
    return Arrays.stream(values()).filter(kind -> kind.wireName().equals(wireName)).findFirst();
  }
}
