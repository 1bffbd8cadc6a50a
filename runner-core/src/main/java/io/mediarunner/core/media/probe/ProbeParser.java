package io.mediarunner.core.media.probe;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.media.Colour;
import io.mediarunner.core.media.FrameRate;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.Rotation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the JSON that {@code ffprobe -show_format -show_streams -show_chapters} prints. Pure. */
final class ProbeParser {
  private static final Set<String> IMAGE_CODECS =
      Set.of("mjpeg", "png", "gif", "bmp", "jpeg2000", "jpegls", "ljpeg", "webp", "tiff");
  private static final Set<String> TEXT_CODECS =
      Set.of("mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text");

  /** As ffprobe prints it: three numbers a line, each line with its number before. */
  private static final Pattern MATRIX =
      Pattern.compile("0{7}0:\\s*(-?\\d+)\\s+(-?\\d+)\\s+-?\\d+\\s+0{7}1:\\s*(-?\\d+)\\s+(-?\\d+)");

  /** No camera has pixels more oblong than that; a header that says so is damaged. */
  private static final long MOST_OBLONG = 10;

  private static final Pattern CLOCK = Pattern.compile("(?:(\\d+):)?(\\d+):(\\d+(?:\\.\\d+)?)");

  private ProbeParser() {}

  static MediaInfo parse(JsonNode json) {
    double start = Math.max(0, number(json.path("format").path("start_time")));
    List<JsonNode> videos = new ArrayList<>();
    List<JsonNode> pictures = new ArrayList<>();
    List<MediaInfo.Audio> audio = new ArrayList<>();
    int undecodable = 0;
    boolean hasAudio = streams(json, "audio").findAny().isPresent();
    boolean several = streams(json, "video").count() > 1;
    for (JsonNode stream : streams(json, "video").toList()) {
      (isPicture(stream, hasAudio || several) ? pictures : videos).add(stream);
    }
    Optional<JsonNode> main =
        videos.stream()
            .max(
                Comparator.<JsonNode, Boolean>comparing(s -> flag(s, "default"))
                    .thenComparing(s -> s.path("width").asLong() * s.path("height").asLong())
                    .thenComparing(s -> -s.path("index").asInt()));
    Set<Integer> programme = main.map(stream -> programme(json, stream)).orElse(Set.of());
    for (JsonNode stream : streams(json, "audio").toList()) {
      if (!programme.isEmpty() && !programme.contains(stream.path("index").asInt())) {
        continue; // belongs to another programme of a broadcast
      }
      if (decodable(stream)) {
        audio.add(audio(stream, json.path("format")));
      } else {
        undecodable++;
      }
    }
    Optional<MediaInfo.Video> video = main.map(stream -> video(stream, json.path("format")));
    return new MediaInfo(
        duration(json),
        video,
        audio,
        undecodable,
        pictures.stream().findFirst().map(s -> s.path("index").asInt()),
        subtitles(json),
        chapters(json, start),
        codecs(json));
  }

  /** The streams of the programme that a stream is in; none where the file knows no programmes. */
  private static Set<Integer> programme(JsonNode json, JsonNode stream) {
    for (JsonNode program : json.path("programs")) {
      Set<Integer> indexes = new HashSet<>();
      program.path("streams").forEach(s -> indexes.add(s.path("index").asInt()));
      if (indexes.contains(stream.path("index").asInt())) {
        return indexes;
      }
    }
    return Set.of();
  }

  private static List<MediaInfo.Subtitle> subtitles(JsonNode json) {
    return streams(json, "subtitle")
        .filter(stream -> TEXT_CODECS.contains(stream.path("codec_name").asText()))
        .map(
            stream -> new MediaInfo.Subtitle(stream.path("index").asInt(), tag(stream, "language")))
        .toList();
  }

  private static List<MediaInfo.Chapter> chapters(JsonNode json, double start) {
    List<MediaInfo.Chapter> chapters = new ArrayList<>();
    for (JsonNode chapter : json.path("chapters")) {
      double from = Math.max(0, number(chapter.path("start_time")) - start);
      double to = number(chapter.path("end_time")) - start;
      if (to > from) {
        chapters.add(new MediaInfo.Chapter(from, to, tag(chapter, "title")));
      }
    }
    return chapters;
  }

  private static List<String> codecs(JsonNode json) {
    List<String> codecs = new ArrayList<>();
    json.path("streams").forEach(stream -> codecs.add(stream.path("codec_name").asText("")));
    return codecs;
  }

  private static String tag(JsonNode node, String name) {
    return node.path("tags").path(name).asText("");
  }

  private static Colour colour(JsonNode stream) {
    String pixels = stream.path("pix_fmt").asText("");
    boolean rgb = pixels.startsWith("gbr") || pixels.contains("rgb") || pixels.contains("bgr");
    boolean full =
        !rgb && (pixels.startsWith("yuvj") || stream.path("color_range").asText("").equals("pc"));
    return new Colour(known(stream, "color_space"), known(stream, "color_transfer"), rgb, full);
  }

  private static String known(JsonNode stream, String field) {
    String value = stream.path(field).asText("");
    return value.equals("unknown") || value.equals("reserved") ? "" : value;
  }

  private static java.util.stream.Stream<JsonNode> streams(JsonNode json, String type) {
    List<JsonNode> found = new ArrayList<>();
    json.path("streams")
        .forEach(
            stream -> {
              if (stream.path("codec_type").asText().equals(type)) {
                found.add(stream);
              }
            });
    return found.stream();
  }

  /** Cover art, by its flag; also a single still image beside something else. */
  private static boolean isPicture(JsonNode stream, boolean accompanied) {
    boolean marked =
        flag(stream, "attached_pic")
            || flag(stream, "still_image")
            || flag(stream, "timed_thumbnails");
    boolean image = IMAGE_CODECS.contains(stream.path("codec_name").asText());
    boolean oneFrame = stream.path("nb_frames").asText("").equals("1");
    boolean untimed =
        stream.path("avg_frame_rate").asText("0/0").equals("0/0")
            && number(stream.path("duration")) == 0;
    return marked || (image && (oneFrame || untimed) && accompanied);
  }

  private static boolean decodable(JsonNode stream) {
    String codec = stream.path("codec_name").asText("");
    return !codec.isBlank() && !codec.equals("none") && !codec.equals("unknown");
  }

  private static MediaInfo.Video video(JsonNode stream, JsonNode format) {
    FrameRate nominal = rate(stream, "r_frame_rate").orElse(FrameRate.of(25));
    int[] sar = ratio(stream.path("sample_aspect_ratio").asText(""));
    double duration = streamDuration(stream, format);
    return new MediaInfo.Video(
        stream.path("index").asInt(),
        stream.path("codec_name").asText(""),
        stream.path("profile").asText(""),
        stream.path("pix_fmt").asText(""),
        stream.path("width").asInt(),
        stream.path("height").asInt(),
        sar[0],
        sar[1],
        rotation(stream),
        rate(stream, "avg_frame_rate").orElse(nominal),
        nominal,
        duration,
        end(stream, format),
        Set.of("tt", "bb", "tb", "bt").contains(stream.path("field_order").asText("")),
        colour(stream));
  }

  private static MediaInfo.Audio audio(JsonNode stream, JsonNode format) {
    return new MediaInfo.Audio(
        stream.path("index").asInt(),
        stream.path("codec_name").asText(),
        stream.path("channels").asInt(),
        tag(stream, "language"),
        tag(stream, "title"),
        flag(stream, "default"),
        end(stream, format),
        stream.path("channel_layout").asText(""));
  }

  private static double end(JsonNode stream, JsonNode format) {
    double duration = streamDuration(stream, format);
    double start = number(format.path("start_time"));
    return duration == 0 ? 0 : Math.max(0, number(stream.path("start_time")) - start) + duration;
  }

  /** Video and audio end a source; a stray cue of a subtitle does not make it longer. */
  private static double duration(JsonNode json) {
    double longest = 0;
    for (String type : List.of("video", "audio")) {
      for (JsonNode stream : streams(json, type).toList()) {
        longest = Math.max(longest, end(stream, json.path("format")));
      }
    }
    return longest > 0 ? longest : number(json.path("format").path("duration"));
  }

  /**
   * The duration that a stream states. Matroska has it in a tag, which some programs count from the
   * beginning of the file and some from that of the stream; no stream extends beyond its file.
   */
  private static double streamDuration(JsonNode stream, JsonNode format) {
    double seconds = number(stream.path("duration"));
    if (seconds > 0) {
      return seconds;
    }
    double tagged = taggedDuration(stream);
    double file = number(format.path("duration"));
    double late = number(stream.path("start_time")) - number(format.path("start_time"));
    return file > 0 ? Math.min(tagged, Math.max(0, file - Math.max(0, late))) : tagged;
  }

  private static double taggedDuration(JsonNode stream) {
    JsonNode tags = stream.path("tags");
    return clock(tags.path("DURATION").asText(tags.path("duration").asText("")));
  }

  private static double clock(String text) {
    Matcher clock = CLOCK.matcher(text.strip());
    if (!clock.matches()) {
      return 0;
    }
    double hours = clock.group(1) == null ? 0 : Double.parseDouble(clock.group(1));
    return hours * 3600
        + Double.parseDouble(clock.group(2)) * 60
        + Double.parseDouble(clock.group(3));
  }

  /** Side data has the matrix and, counter-clockwise, its angle; old files have a tag. */
  private static Rotation rotation(JsonNode stream) {
    for (JsonNode side : stream.path("side_data_list")) {
      Matcher matrix = MATRIX.matcher(side.path("displaymatrix").asText(""));
      if (matrix.find()) {
        return Rotation.of(
            Double.parseDouble(matrix.group(1)),
            Double.parseDouble(matrix.group(2)),
            Double.parseDouble(matrix.group(3)),
            Double.parseDouble(matrix.group(4)));
      }
      if (side.has("rotation")) {
        return Rotation.of(-number(side.path("rotation")));
      }
    }
    return Rotation.of(number(stream.path("tags").path("rotate")));
  }

  private static Optional<FrameRate> rate(JsonNode stream, String field) {
    String[] parts = stream.path(field).asText("0/0").split("/");
    try {
      int numerator = Integer.parseInt(parts[0]);
      int denominator = parts.length > 1 ? Integer.parseInt(parts[1]) : 1;
      return numerator > 0 && denominator > 0
          ? Optional.of(new FrameRate(numerator, denominator))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static int[] ratio(String text) {
    String[] parts = text.split(":");
    try {
      int a = Integer.parseInt(parts[0]);
      int b = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
      boolean sane = a > 0 && b > 0 && Math.max(a, b) <= MOST_OBLONG * Math.min(a, b);
      return sane ? new int[] {a, b} : new int[] {1, 1};
    } catch (NumberFormatException e) {
      return new int[] {1, 1};
    }
  }

  private static boolean flag(JsonNode stream, String disposition) {
    return stream.path("disposition").path(disposition).asInt() == 1;
  }

  private static double number(JsonNode node) {
    try {
      double value = Double.parseDouble(node.asText(""));
      return Double.isFinite(value) ? value : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
