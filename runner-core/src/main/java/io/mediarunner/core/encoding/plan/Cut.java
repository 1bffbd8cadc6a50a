package io.mediarunner.core.encoding.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.json.Json;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of the source to keep.
 *
 * @param startSeconds from the source's beginning, 0 or more
 * @param endSeconds after {@code startSeconds}
 */
public record Cut(double startSeconds, double endSeconds) {
  private static final Pattern CLOCK =
      Pattern.compile("(?:(?:(\\d{1,4}):)?(\\d{1,2}):)?(\\d{1,7}(?:\\.\\d{1,6})?)");
  private static final double SHORTEST = 0.1;

  /** Its length. */
  public double seconds() {
    return endSeconds - startSeconds;
  }

  /**
   * Reads the task parameter {@code cut}: JSON text or object with {@code start}, {@code end} and
   * optionally {@code initial_duration}, each {@code HH:MM:SS[.mmm]}, {@code MM:SS[.mmm]} or
   * seconds.
   *
   * @param value the parameter; null, blank, {@code null} and {@code {}} mean no cut
   * @param durationSeconds of the source; the cut is clamped to it
   * @throws TaskFailedException {@code CUT_INVALID} if the requested cut is not possible; it is
   *     never ignored, because a cut is a promise
   */
  public static Optional<Cut> parse(@Nullable Object value, double durationSeconds)
      throws TaskFailedException {
    JsonNode json = json(value);
    if (json.isNull() || json.isMissingNode() || (json.isContainerNode() && json.isEmpty())) {
      return Optional.empty();
    }
    if (!json.isObject()) {
      throw invalid("cut: must be an object with start and end");
    }
    double start = time(json, "start");
    double end = Math.min(time(json, "end"), durationSeconds);
    if (json.hasNonNull("initial_duration")) {
      double initial = time(json, "initial_duration");
      end = initial > 0 ? Math.min(end, initial) : end;
    }
    if (end - start < SHORTEST) {
      throw invalid(
          String.format(
              Locale.ROOT,
              "cut: nothing is left of the video (start %.3f s, end %.3f s, duration %.3f s)",
              start,
              end,
              durationSeconds));
    }
    return Optional.of(new Cut(start, end));
  }

  private static JsonNode json(@Nullable Object value) throws TaskFailedException {
    try {
      return Json.tree(value);
    } catch (JsonProcessingException e) {
      throw invalid("cut: not valid JSON");
    }
  }

  private static double time(JsonNode json, String field) throws TaskFailedException {
    JsonNode value = json.path(field);
    Matcher clock = CLOCK.matcher(value.isValueNode() ? value.asText().strip() : "");
    boolean readable = (value.isTextual() || value.isNumber()) && clock.matches();
    if (!readable) {
      throw invalid("cut: " + field + " must be HH:MM:SS, MM:SS or seconds");
    }
    double hours = clock.group(1) == null ? 0 : Double.parseDouble(clock.group(1));
    double minutes = clock.group(2) == null ? 0 : Double.parseDouble(clock.group(2));
    return hours * 3600 + minutes * 60 + Double.parseDouble(clock.group(3));
  }

  private static TaskFailedException invalid(String message) {
    return new TaskFailedException(FailureCode.CUT_INVALID, message + ".");
  }
}
