package io.mediarunner.core.transcription.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** Numbers as engines write them: also before the beginning, without end, or none at all. Pure. */
final class EngineNumbers {
  private static final double LONGEST_SECONDS = 1e7; // four months

  /** As C++ prints what is no number; JSON has no such thing. Quotes within text are escaped. */
  private static final Pattern NONE =
      Pattern.compile("(\"\\w+\":\\s*)-?(?i:nan|inf|infinity)(?=\\s*[,}\\]])");

  private EngineNumbers() {}

  /** JSON with null in the place of numbers that are none. */
  static String readable(String json) {
    return NONE.matcher(json).replaceAll("$1null");
  }

  /**
   * A moment.
   *
   * @param unit how many of it make a second
   * @return 0 or more, at most four months; 0 if there is none
   */
  static double seconds(JsonNode number, double unit) {
    double seconds = number.asDouble(0) / unit;
    return Double.isNaN(seconds) ? 0 : Math.max(0, Math.min(LONGEST_SECONDS, seconds));
  }

  /** From 0 to 1; NaN if there is none. */
  static double probability(JsonNode number) {
    double probability = number.asDouble(Double.NaN);
    return probability >= 0 && probability <= 1 ? probability : Double.NaN;
  }
}
