package io.mediarunner.core.task;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The types of work that a runner knows, each with the parameter names that it accepts. */
public enum TaskType {
  ENCODING(Set.of("rendition", "cut", "dressing", "video_id", "video_slug", "video_title")),
  STUDIO(
      Set.of(
          "presenter",
          "force_cpu",
          "studio_crf",
          "studio_preset",
          "studio_audio_bitrate",
          "studio_allow_nvenc",
          "rendition",
          "cut",
          "dressing",
          "video_id",
          "video_slug",
          "video_title")),
  TRANSCRIPTION(
      Set.of(
          "language",
          "source_language",
          "format",
          "model",
          "model_type",
          "duration",
          "normalize",
          "vocabulary",
          "video_id",
          "video_slug",
          "video_title"));

  private final Set<String> parameterNames;

  TaskType(Set<String> parameterNames) {
    this.parameterNames = parameterNames;
  }

  /** The name in configuration and on the wire: lower case, exact. */
  public String wireName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Names allowed in {@code parameters}; any other fails the task. */
  public Set<String> parameterNames() {
    return parameterNames;
  }

  /** The type of that exact wire name. */
  public static Optional<TaskType> of(String wireName) {
    return Arrays.stream(values()).filter(type -> type.wireName().equals(wireName)).findFirst();
  }
}
