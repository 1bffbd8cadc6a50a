package io.mediarunner.core.config.parse;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds keys that the runner does not read, most of them typos, and the known key that was meant.
 */
final class UnknownKeys {
  private static final List<String> KNOWN =
      Arrays.stream(ConfigKey.values())
          .flatMap(key -> Stream.concat(Stream.of(key.name()), key.aliases().stream()))
          .toList();
  private static final Set<String> KNOWN_SET = Set.copyOf(KNOWN);
  private static final List<String> OUR_PREFIXES =
      List.of(
          "RUNNER_",
          "MANAGER_",
          "ENCODING_",
          "GPU_",
          "STUDIO_",
          "WHISPER_",
          "TRANSCRIPTION_",
          "DOWNLOAD_",
          "COMPLETION_",
          "CORS_",
          "SMTP_",
          "STORAGE_",
          "LOG_",
          "CACHE_",
          "MAX_",
          "CLEANUP_",
          "DISK_",
          "MEDIA_",
          "FFMPEG_",
          "TOOL_");
  private static final int TYPING_ERROR = 2;

  private UnknownKeys() {}

  /** Keys of a {@code .env} file that look like ours. */
  static List<String> problems(Set<String> dotenvKeys) {
    return unknown(dotenvKeys).stream()
        .filter(UnknownKeys::looksLikeOurs)
        .map(UnknownKeys::describe)
        .toList();
  }

  /** The other keys of a {@code .env} file. */
  static List<String> strangers(Set<String> dotenvKeys) {
    return unknown(dotenvKeys).stream()
        .filter(key -> !looksLikeOurs(key))
        .map(key -> "Key " + key + " in .env is not read by the runner")
        .toList();
  }

  /**
   * Variables of the environment that look like ours. Only worth a warning: others put theirs there
   * too, and build systems like the prefix {@code RUNNER_}.
   */
  static List<String> suspects(Set<String> environmentKeys) {
    return unknown(environmentKeys).stream()
        .filter(key -> key.startsWith("RUNNER_") || (key.length() > 5 && nearest(key).isPresent()))
        .map(key -> describe(key) + " (environment, ignored)")
        .toList();
  }

  private static Set<String> unknown(Set<String> keys) {
    return keys.stream()
        .filter(key -> !KNOWN_SET.contains(key))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean looksLikeOurs(String key) {
    String upper = key.toUpperCase(Locale.ROOT);
    return OUR_PREFIXES.stream().anyMatch(upper::startsWith) || nearest(key).isPresent();
  }

  private static String describe(String key) {
    return "Unknown key "
        + key
        + nearest(key).map(known -> "; did you mean " + known + "?").orElse("");
  }

  private static Optional<String> nearest(String key) {
    String upper = key.toUpperCase(Locale.ROOT);
    return KNOWN.stream()
        .filter(known -> Math.abs(known.length() - key.length()) <= TYPING_ERROR)
        .filter(known -> distance(upper, known) <= TYPING_ERROR)
        .min(Comparator.comparingInt(known -> distance(upper, known)));
  }

  /** How many letters to insert, delete or change to get from one word to the other. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
