package io.mediarunner.core.media.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.TaskProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the facts of media files with ffprobe. Blocks its thread. */
public final class MediaProbe {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final double SHORTEST_BELIEVED = 0.02;

  private final FfmpegTools tools;
  private final TaskProcesses programs;
  private final Path workDir;
  private final int nice;
  private final String decoders;

  /**
   * @param decoders the only ones that sources are opened with, separated by commas; empty text =
   *     all
   */
  public MediaProbe(
      FfmpegTools tools, TaskProcesses programs, Path workDir, int nice, String decoders) {
    this.tools = tools;
    this.programs = programs;
    this.workDir = workDir;
    this.nice = nice;
    this.decoders = decoders;
  }

  /** What ffprobe prints of a source. */
  List<String> sourceCommand(Path source) {
    List<String> options = new ArrayList<>(List.of("-show_format", "-show_streams"));
    options.addAll(List.of("-show_chapters", "-print_format", "json"));
    if (!decoders.isEmpty()) {
      options.addAll(List.of("-codec_whitelist", decoders));
    }
    return command(options, source);
  }

  /**
   * The facts of a source. A duration that the file does not state is computed from its packets.
   *
   * @throws TaskFailedException {@code SOURCE_UNREADABLE} or {@code NO_STREAMS}
   */
  public MediaInfo source(Path source) throws TaskFailedException, IOException {
    JsonNode json = json(sourceCommand(source), unreadable(source));
    MediaInfo info = ProbeParser.parse(json);
    if (info.video().isEmpty() && info.audio().isEmpty()) {
      throw new TaskFailedException(
          FailureCode.NO_STREAMS, "The file holds neither a video nor a sound track.");
    }
    if (info.durationSeconds() >= SHORTEST_BELIEVED) {
      return info;
    }
    MediaInfo measured = info.withDuration(lastPacketEnd(source));
    if (measured.durationSeconds() < SHORTEST_BELIEVED) {
      throw unreadable();
    }
    return measured;
  }

  /**
   * The codec of a single picture, such as a logo.
   *
   * @throws TaskFailedException {@code SOURCE_UNREADABLE} if it is none
   */
  public String picture(Path file) throws TaskFailedException, IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                tools.ffprobe().toString(),
                "-hide_banner",
                "-v",
                "error",
                "-show_streams",
                "-print_format",
                "json"));
    command.addAll(tools.picture(file));
    TaskFailedException noPicture =
        new TaskFailedException(
            FailureCode.SOURCE_UNREADABLE,
            "The file is "
                + FileFormat.of(file).map(what -> what + ". ").orElse("not a picture. ")
                + "Use PNG, JPEG, WebP, BMP, TIFF or GIF.");
    JsonNode stream = json(command, noPicture).path("streams").path(0);
    if (stream.path("width").asInt() == 0) {
      throw noPicture;
    }
    return stream.path("codec_name").asText();
  }

  /** Whether this ffmpeg was built with a filter. */
  public boolean hasFilter(String name) throws TaskFailedException, IOException {
    Path listing = workDir.resolve("filters.txt");
    programs.run(
        new ProcessSpec(
            List.of(tools.ffmpeg().toString(), "-hide_banner", "-filters"),
            workDir,
            tools.environment(),
            listing,
            workDir.resolve("filters.log"),
            LIMIT,
            GRACE,
            nice));
    return Files.readString(listing).contains(" " + name + " ");
  }

  /** The facts of a file of our own making, as ffprobe prints them. */
  public JsonNode output(Path file) throws TaskFailedException, IOException {
    return json(
        command(List.of("-show_format", "-show_streams", "-print_format", "json"), file),
        new TaskFailedException(
            FailureCode.OUTPUT_INVALID,
            "A result file (%s) cannot be read.".formatted(name(file))));
  }

  /**
   * Whether a track has a picture within a stretch.
   *
   * @param stream index of the track
   * @param from seconds from the beginning of the file
   * @param to likewise
   */
  public boolean hasPicture(Path source, int stream, double from, double to)
      throws TaskFailedException, IOException {
    double start =
        json(
                command(
                    List.of("-show_entries", "format=start_time", "-print_format", "json"), source),
                unreadable())
            .path("format")
            .path("start_time")
            .asDouble();
    String interval = String.format(Locale.ROOT, "%.3f%%%.3f", start + from, start + to);
    JsonNode json =
        json(
            command(
                List.of(
                    "-select_streams",
                    "" + stream,
                    "-read_intervals",
                    interval,
                    "-show_entries",
                    "packet=pts_time",
                    "-print_format",
                    "json"),
                source),
            unreadable());
    for (JsonNode packet : json.path("packets")) {
      double at = packet.path("pts_time").asDouble(-1);
      if (at >= start + from && at <= start + to) {
        return true;
      }
    }
    return false;
  }

  private double lastPacketEnd(Path source) throws TaskFailedException, IOException {
    JsonNode json =
        json(
            command(
                List.of("-show_entries", "packet=pts_time,duration_time", "-print_format", "json"),
                source),
            unreadable());
    double first = Double.MAX_VALUE;
    double last = 0;
    for (JsonNode packet : json.path("packets")) {
      if (packet.has("pts_time")) {
        double at = packet.path("pts_time").asDouble();
        first = Math.min(first, at);
        last = Math.max(last, at + packet.path("duration_time").asDouble(0));
      }
    }
    return Math.max(0, last - Math.min(first, last));
  }

  private List<String> command(List<String> options, Path file) {
    List<String> args =
        new ArrayList<>(List.of(tools.ffprobe().toString(), "-hide_banner", "-v", "error"));
    args.addAll(options);
    args.addAll(tools.input(file));
    return args;
  }

  private JsonNode json(List<String> command, TaskFailedException otherwise)
      throws TaskFailedException, IOException {
    Path stdout = workDir.resolve("ffprobe.json");
    Files.deleteIfExists(stdout);
    ProcessExit exit =
        programs.run(
            new ProcessSpec(
                command,
                workDir,
                tools.environment(),
                stdout,
                workDir.resolve("ffprobe.log"),
                LIMIT,
                GRACE,
                nice));
    if (!(exit instanceof ProcessExit.Done)) {
      throw otherwise;
    }
    try {
      return MAPPER.readTree(stdout.toFile());
    } catch (JsonProcessingException e) {
      throw otherwise;
    }
  }

  private static TaskFailedException unreadable(Path source) throws IOException {
    return FileFormat.of(source)
        .map(
            what ->
                new TaskFailedException(
                    FailureCode.SOURCE_UNREADABLE,
                    "Encoding aborted: the source is "
                        + what
                        + ", which is not accepted. Submit a video or audio file, such as MP4."))
        .orElseGet(MediaProbe::unreadable);
  }

  private static TaskFailedException unreadable() {
    return new TaskFailedException(
        FailureCode.SOURCE_UNREADABLE,
        "Encoding aborted: the source is not a readable media file; it may be empty or damaged.");
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
