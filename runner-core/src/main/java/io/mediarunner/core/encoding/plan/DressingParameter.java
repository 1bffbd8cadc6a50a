package io.mediarunner.core.encoding.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.json.Json;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The task parameter {@code dressing}: JSON text or object with the URLs of a logo and credits.
 *
 * @param logo address of the logo
 * @param corner where it goes
 * @param opacity 0 to 1
 * @param opening address of the opening credits
 * @param ending address of the ending credits
 */
public record DressingParameter(
    Optional<String> logo,
    Dressing.Corner corner,
    double opacity,
    Optional<String> opening,
    Optional<String> ending) {
  private static final Map<String, Dressing.Corner> FRENCH =
      Map.of(
          "en haut a gauche", Dressing.Corner.TOP_LEFT,
          "en haut a droite", Dressing.Corner.TOP_RIGHT,
          "en bas a gauche", Dressing.Corner.BOTTOM_LEFT,
          "en bas a droite", Dressing.Corner.BOTTOM_RIGHT);

  public DressingParameter {
    Objects.requireNonNull(logo, "logo");
    Objects.requireNonNull(corner, "corner");
    Objects.requireNonNull(opening, "opening");
    Objects.requireNonNull(ending, "ending");
  }

  /** Whether nothing is requested. */
  boolean isEmpty() {
    return logo.isEmpty() && opening.isEmpty() && ending.isEmpty();
  }

  /**
   * @param value the parameter; null, blank, {@code null}, {@code {}} and {@code []} mean none
   * @throws TaskFailedException {@code PARAMETER_INVALID} if it is anything else than none or an
   *     object
   */
  public static DressingParameter parse(@Nullable Object value) throws TaskFailedException {
    JsonNode given = json(value);
    boolean none =
        given.isContainerNode() ? given.isEmpty() : given.isNull() || given.isMissingNode();
    if (!none && !given.isObject()) {
      throw invalid();
    }
    JsonNode json = none ? Json.object() : given;
    String position =
        text(json, "watermark_position_orig").or(() -> text(json, "watermark_position")).orElse("");
    return new DressingParameter(
        text(json, "watermark"),
        corner(position),
        opacity(json.path("watermark_opacity")),
        text(json, "opening_credits_video"),
        text(json, "ending_credits_video"));
  }

  private static Dressing.Corner corner(String name) {
    String plain =
        Normalizer.normalize(name.strip(), Normalizer.Form.NFD)
            .replaceAll("\\p{M}+", "")
            .toLowerCase(Locale.ROOT);
    for (Dressing.Corner corner : Dressing.Corner.values()) {
      if (corner.name().toLowerCase(Locale.ROOT).equals(plain)) {
        return corner;
      }
    }
    return FRENCH.getOrDefault(plain, Dressing.Corner.TOP_RIGHT);
  }

  /** Per cent as number or text; an unreadable value means fully opaque. */
  private static double opacity(JsonNode value) {
    try {
      double percent = Double.parseDouble(value.asText("").strip());
      return Double.isFinite(percent) ? Math.max(0, Math.min(1, percent / 100)) : 1;
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  private static Optional<String> text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    return value.isTextual() && !value.asText().isBlank()
        ? Optional.of(value.asText().strip())
        : Optional.empty();
  }

  private static JsonNode json(@Nullable Object value) throws TaskFailedException {
    try {
      return Json.tree(value);
    } catch (JsonProcessingException e) {
      throw invalid();
    }
  }

  private static TaskFailedException invalid() {
    return new TaskFailedException(
        FailureCode.PARAMETER_INVALID,
        "dressing: must be a JSON object with watermark, opening_credits_video or"
            + " ending_credits_video.");
  }
}
