package io.mediarunner.core.media.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.InputRules;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the properties of media files with ffprobe. Blocks its thread. */
public final class MediaProbe {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final double SHORTEST_BELIEVED = 0.02;

  /** Containers whose header states the length of each stream. */
  private static final Set<String> STATING_LENGTH = Set.of("matroska", "webm", "avi", "asf");

  private static final double BROKEN_OFF = 0.95;
  private static final double BROKEN_OFF_SECONDS = 0.5;

  private final FfmpegTools tools;
  private final TaskProcesses programs;
  private final Path workDir;
  private final int nice;

  /**
   * @param tools with rules, if files from outside are to be read
   */
  public MediaProbe(FfmpegTools tools, TaskProcesses programs, Path workDir, int nice) {
    this.tools = tools;
    this.programs = programs;
    this.workDir = workDir;
    this.nice = nice;
  }

  /** ffprobe's output for a source. */
  List<String> sourceCommand(Path source) {
    List<String> options =
        new ArrayList<>(List.of("-show_format", "-show_streams", "-show_programs"));
    options.addAll(List.of("-show_chapters", "-print_format", "json"));
    return command(options, tools.source(source));
  }

  /**
   * The facts of a source. Its times are those of its {@link io.mediarunner.core.media.Timeline}.
   *
   * @throws TaskFailedException {@code SOURCE_UNREADABLE} or {@code NO_STREAMS}
   */
  public MediaInfo source(Path source) throws TaskFailedException, IOException {
    if (FileFormat.isPictureInMp4(source)) {
      throw unreadable(source);
    }
    JsonNode json = json(sourceCommand(source), unreadable(source), InputRules.MOST_PIXELS);
    SourceFacts.keep(workDir, json);
    MediaInfo info = ProbeParser.parse(json);
    if (info.video().isEmpty() && info.audio().isEmpty()) {
      throw new TaskFailedException(
          FailureCode.NO_STREAMS, "The file has neither a video stream nor an audio track.");
    }
    MediaInfo timed =
        info.on(new TimelineProbe(tools, programs, workDir, nice).of(source, json, info));
    if (timed.durationSeconds() < SHORTEST_BELIEVED) {
      throw unreadable();
    }
    if (!StatedSize.reached(source)) {
      throwIfBrokenOff(json.path("format"), info, timed.durationSeconds());
    }
    return timed.withoutEmptyStreams();
  }

  /**
   * Some containers state at their beginning how long each stream is. Where much less is there, the
   * rest was lost on the way, and a shorter result would hide that.
   */
  private static void throwIfBrokenOff(JsonNode format, MediaInfo claimed, double measured)
      throws TaskFailedException {
    Set<String> names = Set.of(format.path("format_name").asText("").split(",", -1));
    if (names.stream().noneMatch(STATING_LENGTH::contains)) {
      return;
    }
    double video = claimed.video().map(MediaInfo.Video::endSeconds).orElse(0.0);
    double audio =
        claimed.audio().stream().mapToDouble(MediaInfo.Audio::endSeconds).max().orElse(0);
    // Matroska counts from 0, wherever its first frame is.
    double late = names.contains("matroska") ? format.path("start_time").asDouble(0) : 0;
    double stated = Math.max(video, audio) - Math.max(0, late);
    if (measured < stated * BROKEN_OFF && stated - measured > BROKEN_OFF_SECONDS) {
      throw new TaskFailedException(
          FailureCode.SOURCE_INCOMPLETE,
          String.format(
              Locale.ROOT,
              "The source is incomplete: only %.1f of %.1f seconds could be read.",
              measured,
              stated));
    }
  }

  /**
   * The facts of a single picture, such as a logo.
   *
   * @throws TaskFailedException {@code SOURCE_UNREADABLE} if it is not an image
   */
  Picture picture(Path file) throws TaskFailedException, IOException {
    List<String> command =
        command(List.of("-show_streams", "-print_format", "json"), tools.picture(file));
    TaskFailedException noPicture =
        new TaskFailedException(
            FailureCode.SOURCE_UNREADABLE,
            "The file is "
                + FileFormat.of(file).map(what -> what + ". ").orElse("not a picture. ")
                + "Use PNG, JPEG, WebP, BMP, TIFF or GIF.");
    JsonNode stream =
        json(command, noPicture, InputRules.MOST_PICTURE_PIXELS).path("streams").path(0);
    if (stream.path("width").asInt() == 0) {
      throw noPicture;
    }
    return new Picture(
        stream.path("codec_name").asText(),
        stream.path("width").asInt(),
        stream.path("height").asInt());
  }

  /**
   * A single picture.
   *
   * @param codec ffmpeg's name
   * @param width pixels
   * @param height pixels
   */
  record Picture(String codec, int width, int height) {}

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
    return Lines.contain(listing, " " + name + " ");
  }

  /** The properties of a file that we produced, as ffprobe prints them. */
  public JsonNode output(Path file) throws TaskFailedException, IOException {
    return json(
        command(
            List.of("-show_format", "-show_streams", "-print_format", "json"),
            InputRules.own(file)),
        new TaskFailedException(
            FailureCode.OUTPUT_INVALID,
            String.format(
                Locale.ROOT,
                "A result file (%s) failed verification: it cannot be read.",
                name(file))),
        InputRules.MOST_PIXELS);
  }

  /**
   * The streams and all packets of an intermediate segment, as ffprobe prints them, with the
   * SHA-256 of what decoders are set up with.
   *
   * @throws TaskFailedException {@code OUTPUT_INVALID} if it cannot be read
   */
  public JsonNode segment(Path file) throws TaskFailedException, IOException {
    List<String> options =
        new ArrayList<>(List.of("-show_streams", "-show_packets", "-show_data_hash", "sha256"));
    options.addAll(
        List.of(
            "-show_entries",
            "stream=codec_name,width,height,extradata_hash:packet=pts_time,flags",
            "-print_format",
            "json=compact=1"));
    return json(
        command(options, InputRules.segment(file)),
        new TaskFailedException(
            FailureCode.OUTPUT_INVALID,
            String.format(Locale.ROOT, "A segment (%s) cannot be read.", name(file))),
        InputRules.MOST_PIXELS);
  }

  private List<String> command(List<String> options, List<String> input) {
    List<String> args =
        new ArrayList<>(List.of(tools.ffprobe().toString(), "-hide_banner", "-v", "error"));
    args.addAll(options);
    args.addAll(input);
    return args;
  }

  /**
   * @param mostPixels that the command allows: ffprobe refuses larger frames before it needs memory
   */
  private JsonNode json(List<String> command, TaskFailedException otherwise, long mostPixels)
      throws TaskFailedException, IOException {
    Path stdout = workDir.resolve("ffprobe.json");
    Path toolLog = workDir.resolve("ffprobe.log");
    Files.deleteIfExists(stdout);
    Files.deleteIfExists(toolLog);
    ProcessExit exit =
        programs.attempt(
            new ProcessSpec(
                command, workDir, tools.environment(), stdout, toolLog, LIMIT, GRACE, nice));
    SourceLimits.checkRefused(toolLog, mostPixels);
    if (!(exit instanceof ProcessExit.Done)) {
      throw otherwise;
    }
    if (Files.size(stdout) > Limits.FACTS) {
      throw new TaskFailedException(
          FailureCode.SOURCE_EXCESSIVE,
          String.format(
              Locale.ROOT,
              "Unsupported source: the description of its tracks and chapters exceeds %d MiB.",
              Limits.FACTS >> 20));
    }
    try {
      return Json.read(stdout, Limits.FACTS);
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
