package io.mediarunner.core.encoding.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.mediarunner.core.config.LadderMode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.media.Warning;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The task parameter {@code rendition}, as JSON text or JSON object: either changes to the default
 * ladder or the whole ladder. A key is a height; null removes the rung, known fields replace the
 * default's, a new height needs {@code resolution} and {@code encode_mp4}. Which of the two it is
 * follows from the key {@code _mode} ({@code replace} or {@code merge}), else from the {@link
 * LadderMode}. A rung that makes no sense is left out with a warning, the others count.
 */
public final class RenditionParameter {
  private static final Pattern RESOLUTION = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");
  private static final Pattern BITRATE = Pattern.compile("(\\d+(?:\\.\\d+)?)([kKmMgG])");
  private static final String MODE = "_mode";
  private static final List<String> FIELDS =
      List.of("resolution", "video_bitrate", "audio_bitrate", "encode_mp4");
  private static final long FULL_HD = 1920L * 1080;

  private RenditionParameter() {}

  /**
   * @param value the parameter: text, object or null
   * @param mode of the runner
   * @param warning receives a warning for each thing that is skipped
   */
  public static Ladder apply(@Nullable Object value, LadderMode mode, Consumer<Warning> warning) {
    Consumer<String> warn =
        detail ->
            warning.accept(Warning.about("rendition", Warning.Code.RENDITION_INVALID, detail));
    if (value == null || (value instanceof String text && text.isBlank())) {
      return Ladder.DEFAULT;
    }
    JsonNode json = json(value);
    if (json.isMissingNode() || (json.isTextual() && json.asText().isBlank())) {
      return Ladder.DEFAULT;
    }
    if (!json.isObject()) {
      warn.accept("rendition: must be a JSON object; the default ladder is used");
      return Ladder.DEFAULT;
    }
    TreeMap<Integer, Rendition> rungs = new TreeMap<>();
    Ladder.DEFAULT.rungs().forEach(rung -> rungs.put(rung.height(), rung));
    if (isWholeLadder(json, mode)) {
      Set<String> listed = new HashSet<>();
      json.fieldNames().forEachRemaining(key -> listed.add(key.strip()));
      rungs.keySet().removeIf(height -> !listed.contains("" + height));
    }
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (entry.getKey().equals(MODE)) {
        continue;
      }
      try {
        change(rungs, entry.getKey().strip(), entry.getValue());
      } catch (BadRungException e) {
        warn.accept(
            "rendition " + entry.getKey() + ": " + e.getMessage() + "; this rendition is skipped");
      }
    }
    if (rungs.isEmpty()) {
      warn.accept("rendition: no rendition is left; the default ladder is used");
      return Ladder.DEFAULT;
    }
    return new Ladder(List.copyOf(rungs.values()));
  }

  private static boolean isWholeLadder(JsonNode json, LadderMode mode) {
    String asked = json.path(MODE).asText();
    if (asked.equals("replace") || asked.equals("merge")) {
      return asked.equals("replace");
    }
    return mode == LadderMode.CLIENT ? !json.isEmpty() : mode == LadderMode.AUTO && complete(json);
  }

  /** Whether each rung states all that there is to state: then nothing is left to the default. */
  private static boolean complete(JsonNode json) {
    for (JsonNode rung : json) {
      if (!FIELDS.stream().allMatch(rung::has)) {
        return false;
      }
    }
    return !json.isEmpty();
  }

  private static JsonNode json(Object value) {
    try {
      return Json.tree(value);
    } catch (JsonProcessingException e) {
      return BooleanNode.FALSE; // not an object: the caller warns
    }
  }

  private static void change(Map<Integer, Rendition> rungs, String key, JsonNode rung)
      throws BadRungException {
    if (!key.matches("0*[1-9]\\d{0,3}")) {
      throw new BadRungException("the key must be a height in pixels");
    }
    int height = Integer.parseInt(key);
    if (rung.isNull()) {
      rungs.remove(height);
      return;
    }
    Rendition known = rungs.get(height);
    rungs.remove(height);
    rungs.put(height, merged(height, known, rung));
  }

  private static Rendition merged(int height, @Nullable Rendition known, JsonNode rung)
      throws BadRungException {
    if (!rung.isObject()) {
      throw new BadRungException("the value must be an object or null");
    }
    String resolution = known == null ? "" : known.resolution();
    JsonNode stated = rung.path("resolution");
    if (!stated.isMissingNode()) {
      resolution = stated.isTextual() ? stated.asText().strip() : "";
    }
    Matcher size = RESOLUTION.matcher(resolution);
    if (!size.matches() || Integer.parseInt(size.group(2)) != height) {
      throw new BadRungException("resolution must be WIDTHx" + height);
    }
    JsonNode mp4 = rung.path("encode_mp4");
    if (mp4.isMissingNode() ? known == null : !mp4.isBoolean()) {
      throw new BadRungException("encode_mp4 must be true or false");
    }
    long video = bitrate(rung, "video_bitrate", known == null ? 0 : known.videoBps());
    if (video == 0) {
      video = inferredVideo(Integer.parseInt(size.group(1)), height);
    }
    long audio = bitrate(rung, "audio_bitrate", known == null ? 0 : known.audioBps());
    if (audio == 0) {
      audio = height <= 360 ? 96_000 : height <= 720 ? 128_000 : 192_000;
    }
    Rendition rates = known != null && known.videoBps() == video ? known : null;
    return new Rendition(
        height,
        resolution,
        video,
        rates != null ? rates.minBps() : video * 2 / 3,
        rates != null ? rates.maxBps() : video * 3 / 2,
        rates != null ? rates.bufferBits() : video * 2,
        audio,
        (known != null && mp4.isMissingNode()) ? known.mp4() : mp4.booleanValue());
  }

  private static long bitrate(JsonNode rung, String field, long otherwise) throws BadRungException {
    JsonNode value = rung.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    Matcher rate = BITRATE.matcher(value.isTextual() ? value.asText().strip() : "");
    if (!rate.matches()) {
      throw new BadRungException(field + " must be a number with a unit, such as 750k");
    }
    long unit =
        switch (rate.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 1_000L;
          case "m" -> 1_000_000L;
          default -> 1_000_000_000L;
        };
    long bps = new BigDecimal(rate.group(1)).multiply(BigDecimal.valueOf(unit)).longValue();
    if (bps <= 0 || bps > 1_000_000_000L) {
      throw new BadRungException(field + " must be above 0 and at most 1G");
    }
    return bps;
  }

  /** Three megabits per second at 1080p, in proportion to the area; rounded as ffmpeg gets it. */
  private static long inferredVideo(int width, int height) {
    long bps = Math.max(150_000, 3_000_000L * width * height / FULL_HD);
    return bps % 1_000_000 == 0 ? bps : Math.round(bps / 1000.0) * 1000;
  }

  /** This rung cannot be used. */
  private static final class BadRungException extends Exception {
    private static final long serialVersionUID = 1L;

    BadRungException(String message) {
      super(message);
    }
  }
}
