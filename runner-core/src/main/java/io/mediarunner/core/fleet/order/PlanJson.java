package io.mediarunner.core.fleet.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.encoding.plan.Cut;
import io.mediarunner.core.encoding.plan.Dressing;
import io.mediarunner.core.encoding.plan.EncodeOptions;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.HlsSegments;
import io.mediarunner.core.encoding.plan.Ladder;
import io.mediarunner.core.encoding.plan.OutputNames;
import io.mediarunner.core.encoding.plan.RateControl;
import io.mediarunner.core.encoding.plan.Rendition;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.media.Colour;
import io.mediarunner.core.media.FrameRate;
import io.mediarunner.core.media.Timeline;
import io.mediarunner.core.media.hardware.Acceleration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The part of a plan that decides about its video, as JSON: what a machine needs that encodes a
 * stretch of it. Only for plans of one source, without dressing, on the CPU.
 */
final class PlanJson {
  private static final Set<String> TAGS = Set.of("bt709", "smpte170m");
  private static final int HIGHEST_CRF = 51;

  private PlanJson() {}

  static ObjectNode write(EncodePlan plan) {
    ObjectNode json = Json.object();
    json.put("seconds", plan.mainSeconds());
    plan.cut()
        .ifPresent(
            cut -> json.put("cut_start", cut.startSeconds()).put("cut_end", cut.endSeconds()));
    json.put("video", plan.videoIndex().orElseThrow());
    json.put("width", plan.frames().orElseThrow().width());
    json.put("height", plan.frames().orElseThrow().height());
    ArrayNode rungs = json.putArray("rungs");
    plan.rungs().forEach(rung -> rungs.add(rung(rung)));
    json.put("deinterlace", plan.deinterlace());
    ObjectNode colour = json.putObject("colour");
    colour.put("space", plan.colour().space());
    colour.put("transfer", plan.colour().transfer());
    colour.put("rgb", plan.colour().rgb());
    colour.put("full_range", plan.colour().fullRange());
    json.put("colour_tag", plan.colourTag());
    json.put("rate", plan.rate().toString());
    json.put("short_frames", plan.shortFrames());
    json.put("hold_seconds", plan.holdLastPictureSeconds());
    json.set("timeline", timeline(plan));
    RateControl control = plan.options().rateControl();
    json.put("preset", control.preset());
    control.crf().ifPresent(crf -> json.put("crf", crf));
    return json;
  }

  private static ObjectNode rung(EncodePlan.Rung rung) {
    Rendition rendition = rung.rendition();
    return Json.object()
        .put("height_named", rendition.height())
        .put("video_bps", rendition.videoBps())
        .put("min_bps", rendition.minBps())
        .put("max_bps", rendition.maxBps())
        .put("buffer_bits", rendition.bufferBits())
        .put("width", rung.width())
        .put("height", rung.height())
        .put("rate", rung.rate().toString());
  }

  private static ObjectNode timeline(EncodePlan plan) {
    ObjectNode json = Json.object();
    json.put("seconds", plan.timeline().seconds());
    json.put("seeking", plan.timeline().seeking().name());
    plan.timeline()
        .span(plan.videoIndex().orElseThrow())
        .ifPresent(
            span -> {
              json.put("start", span.startSeconds());
              json.put("end", span.endSeconds());
              json.put("keyframes", span.keyframeSeconds());
            });
    return json;
  }

  /**
   * @throws IllegalArgumentException if something is missing or out of range
   */
  static EncodePlan read(JsonNode json) {
    List<EncodePlan.Rung> rungs = new ArrayList<>();
    json.path("rungs").forEach(rung -> rungs.add(rung(rung)));
    Ladder ladder = new Ladder(rungs.stream().map(EncodePlan.Rung::rendition).toList());
    Optional<Cut> cut =
        json.has("cut_start")
            ? Optional.of(new Cut(number(json, "cut_start"), number(json, "cut_end")))
            : Optional.empty();
    EncodeOptions options =
        new EncodeOptions(
            ladder,
            cut,
            Dressing.NONE,
            new OutputNames("piece", HlsSegments.TS),
            2,
            control(json),
            Optional.empty());
    JsonNode colour = json.path("colour");
    int video = whole(json, "video");
    return new EncodePlan(
        options,
        number(json, "seconds"),
        Optional.of(video),
        Optional.of(new EncodePlan.FrameSize(whole(json, "width"), whole(json, "height"))),
        rungs,
        json.path("deinterlace").asBoolean(),
        new Colour(
            word(colour, "space"),
            word(colour, "transfer"),
            colour.path("rgb").asBoolean(),
            colour.path("full_range").asBoolean()),
        oneOf(json, "colour_tag", TAGS),
        rate(json),
        json.path("short_frames").asBoolean(),
        number(json, "hold_seconds"),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        timeline(json.path("timeline"), video),
        Acceleration.NONE,
        Optional.empty(),
        Optional.empty());
  }

  private static EncodePlan.Rung rung(JsonNode json) {
    Rendition rendition =
        new Rendition(
            whole(json, "height_named"),
            whole(json, "width") + "x" + whole(json, "height"),
            bits(json, "video_bps"),
            bits(json, "min_bps"),
            bits(json, "max_bps"),
            bits(json, "buffer_bits"),
            1,
            false);
    return new EncodePlan.Rung(rendition, whole(json, "width"), whole(json, "height"), rate(json));
  }

  private static RateControl control(JsonNode json) {
    OptionalInt crf = json.has("crf") ? OptionalInt.of(whole(json, "crf")) : OptionalInt.empty();
    if (crf.isPresent() && crf.getAsInt() > HIGHEST_CRF) {
      throw new IllegalArgumentException("crf: 0 to 51");
    }
    return new RateControl(oneOf(json, "preset", Set.copyOf(EncodingConfig.PRESETS)), crf);
  }

  private static Timeline timeline(JsonNode json, int video) {
    Map<Integer, Timeline.Span> spans =
        json.has("start")
            ? Map.of(
                video,
                new Timeline.Span(
                    json.path("start").asDouble(),
                    json.path("end").asDouble(),
                    json.path("keyframes").asDouble(),
                    0,
                    List.of()))
            : Map.of();
    return new Timeline(
        number(json, "seconds"),
        spans,
        List.of(),
        Timeline.Seeking.valueOf(json.path("seeking").asText()),
        true);
  }

  private static FrameRate rate(JsonNode json) {
    String[] parts = json.path("rate").asText().split("/", 2);
    if (!parts[0].matches("[0-9]{1,9}") || (parts.length > 1 && !parts[1].matches("[0-9]{1,9}"))) {
      throw new IllegalArgumentException("rate: a fraction");
    }
    return new FrameRate(
        Integer.parseInt(parts[0]), parts.length > 1 ? Integer.parseInt(parts[1]) : 1);
  }

  private static double number(JsonNode json, String name) {
    double value = json.path(name).asDouble(-1);
    if (!json.path(name).isNumber() || !Double.isFinite(value) || value < 0) {
      throw new IllegalArgumentException(name + ": a number, 0 or more");
    }
    return value;
  }

  private static int whole(JsonNode json, String name) {
    return Math.toIntExact(bits(json, name));
  }

  private static long bits(JsonNode json, String name) {
    if (!json.path(name).isIntegralNumber() || json.path(name).asLong() < 0) {
      throw new IllegalArgumentException(name + ": a whole number, 0 or more");
    }
    return json.path(name).asLong();
  }

  private static String word(JsonNode json, String name) {
    String word = json.path(name).asText();
    if (!word.matches("[A-Za-z0-9._-]{0,40}")) {
      throw new IllegalArgumentException(name + ": a short word");
    }
    return word;
  }

  private static String oneOf(JsonNode json, String name, Set<String> choices) {
    String word = json.path(name).asText();
    if (!choices.contains(word)) {
      throw new IllegalArgumentException(name + ": one of " + choices.stream().sorted().toList());
    }
    return word;
  }
}
