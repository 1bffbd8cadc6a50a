package io.mediarunner.core.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What kind of JSON value a parameter takes. A list where a text belongs would otherwise be used as
 * the text {@code [a]}. {@code rendition}, {@code cut} and {@code dressing} have rules of their
 * own, and a null is a parameter that is not given.
 */
public enum ParameterForm {
  /** Text; a number is taken for its digits, as clients send {@code video_id}. */
  TEXT("text is expected"),
  /** True or false, also as text or number. */
  TRUTH("true or false is expected");

  private static final Map<String, ParameterForm> BY_NAME =
      Map.ofEntries(
          Map.entry("video_id", TEXT),
          Map.entry("video_slug", TEXT),
          Map.entry("video_title", TEXT),
          Map.entry("presenter", TEXT),
          Map.entry("studio_crf", TEXT),
          Map.entry("studio_preset", TEXT),
          Map.entry("studio_audio_bitrate", TEXT),
          Map.entry("language", TEXT),
          Map.entry("source_language", TEXT),
          Map.entry("format", TEXT),
          Map.entry("model", TEXT),
          Map.entry("vocabulary", TEXT),
          Map.entry("force_cpu", TRUTH),
          Map.entry("studio_allow_nvenc", TRUTH),
          Map.entry("normalize", TRUTH));

  private final String expected;

  ParameterForm(String expected) {
    this.expected = expected;
  }

  private boolean takes(Object value) {
    return value instanceof String
        || value instanceof Number
        || (this == TRUTH && value instanceof Boolean);
  }

  private static Optional<ParameterForm> violated(String name, Object value) {
    return Optional.ofNullable(BY_NAME.get(name))
        .filter(form -> value != null && !form.takes(value));
  }

  /** What is wrong with the kinds of values, one entry a parameter: its name, what was expected. */
  public static List<String> problems(Map<String, Object> parameters) {
    List<String> problems = new ArrayList<>();
    parameters.forEach(
        (name, value) ->
            violated(name, value)
                .ifPresent(
                    form -> problems.add(name + ": " + form.expected + ", not " + kind(value))));
    return problems;
  }

  /** The parameters without those that have a problem. */
  public static Map<String, Object> sound(Map<String, Object> parameters) {
    Map<String, Object> sound = new LinkedHashMap<>(parameters);
    sound.entrySet().removeIf(entry -> violated(entry.getKey(), entry.getValue()).isPresent());
    return sound;
  }

  private static String kind(Object value) {
    if (value instanceof List<?>) {
      return "a list";
    }
    return value instanceof Map<?, ?> ? "an object" : "true or false";
  }
}
