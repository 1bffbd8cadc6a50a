package io.mediarunner.core.studio;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.StudioConfig;
import io.mediarunner.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a studio task wants its recordings joined.
 *
 * @param layout empty = as the Mediapackage says
 * @param forceCpu whether graphics hardware must not be used
 * @param allowGpu whether it may also decode the recordings and encode the base
 * @param crf constant rate factor of the base, 0 (best) to 51
 * @param preset x264's preset for the base
 * @param audioBitrate of the base, as ffmpeg reads it, such as {@code 128k}
 */
public record StudioParameters(
    Optional<Layout> layout,
    boolean forceCpu,
    boolean allowGpu,
    int crf,
    String preset,
    String audioBitrate) {
  private static final Set<String> TRUE = Set.of("true", "1", "yes");
  private static final Pattern BITRATE = Pattern.compile("[1-9][0-9]*(\\.[0-9]+)?[kKmM]?");

  /** NVENC's presets and their closest x264 equivalents. */
  private static final Map<String, String> NVENC_PRESETS =
      Map.of(
          "p1", "superfast",
          "p2", "veryfast",
          "p3", "faster",
          "p4", "fast",
          "p5", "medium",
          "p6", "slow",
          "p7", "slower");

  /**
   * @throws NullPointerException if a component is null
   */
  public StudioParameters {
    Objects.requireNonNull(layout, "layout");
    Objects.requireNonNull(preset, "preset");
    Objects.requireNonNull(audioBitrate, "audioBitrate");
  }

  /**
   * Problems of a task's parameters, one entry per field: its name and what is expected.
   *
   * @param parameters as the Manager sent them
   */
  public static List<String> problems(Map<String, Object> parameters) {
    List<String> problems = new ArrayList<>();
    Optional<String> layout = text(parameters, "presenter");
    if (layout.isPresent() && layout.flatMap(Layout::of).isEmpty()) {
      problems.add("presenter: must be one of " + Layout.names());
    }
    if (text(parameters, "studio_crf")
        .filter(crf -> !crf.matches("[0-4]?[0-9]|5[01]"))
        .isPresent()) {
      problems.add("studio_crf: must be an integer from 0 to 51");
    }
    if (text(parameters, "studio_preset").filter(preset -> x264(preset).isEmpty()).isPresent()) {
      problems.add(
          "studio_preset: must be one of "
              + String.join(", ", EncodingConfig.X264_PRESETS)
              + " or p1 to p7");
    }
    if (text(parameters, "studio_audio_bitrate")
        .filter(rate -> !BITRATE.matcher(rate).matches())
        .isPresent()) {
      problems.add("studio_audio_bitrate: must be a bit rate such as 128k");
    }
    for (String name : List.of("rendition", "cut", "dressing")) {
      if (parameters.get(name) instanceof String json && !json.isBlank() && !isJson(json)) {
        problems.add(name + ": JSON");
      }
    }
    return problems;
  }

  /**
   * Reads parameters that have no {@link #problems}.
   *
   * @param defaults for parameters that the task does not set
   */
  public static StudioParameters of(Map<String, Object> parameters, StudioConfig defaults) {
    return new StudioParameters(
        text(parameters, "presenter").flatMap(Layout::of),
        truth(parameters.get("force_cpu")),
        truth(parameters.get("studio_allow_nvenc")),
        text(parameters, "studio_crf").map(Integer::valueOf).orElse(defaults.crf()),
        text(parameters, "studio_preset").flatMap(StudioParameters::x264).orElse(defaults.preset()),
        text(parameters, "studio_audio_bitrate").orElse(defaults.audioBitrate()));
  }

  /** Blank means not given. */
  private static Optional<String> text(Map<String, Object> parameters, String name) {
    return Optional.ofNullable(parameters.get(name))
        .map(value -> value.toString().strip())
        .filter(value -> !value.isEmpty());
  }

  private static Optional<String> x264(String preset) {
    return EncodingConfig.X264_PRESETS.contains(preset)
        ? Optional.of(preset)
        : Optional.ofNullable(NVENC_PRESETS.get(preset));
  }

  private static boolean truth(@Nullable Object value) {
    if (value instanceof String text) {
      return TRUE.contains(text.strip().toLowerCase(Locale.ROOT));
    }
    if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    return Boolean.TRUE.equals(value);
  }

  private static boolean isJson(String text) {
    try {
      Json.tree(text);
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
