package io.mediarunner.core.media.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
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

/** Reads the properties of media files with ffprobe. Blocks its thread. */
public final class MediaProbe {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final double SHORTEST_BELIEVED = 0.02;

  private final FfmpegTools tools;
  private final TaskProcesses programs;
  private final Path workDir;
  private final int nice;
  private final String decoders;

  /**
   * @param decoders the only ones used to open sources, comma-separated; empty text = all
   */
  public MediaProbe(
      FfmpegTools tools, TaskProcesses programs, Path workDir, int nice, String decoders) {
    this.tools = tools;
    this.programs = programs;
    this.workDir = workDir;
    this.nice = nice;
    this.decoders = decoders;
  }

  /** ffprobe's output for a source. */
  List<String> sourceCommand(Path source) {
    List<String> options =
        new ArrayList<>(List.of("-show_format", "-show_streams", "-show_programs"));
    options.addAll(List.of("-show_chapters", "-print_format", "json"));
    if (!decoders.isEmpty()) {
      options.addAll(List.of("-codec_whitelist", decoders));
    }
    return command(options, source);
  }

  /**
   * The facts of a source. Its times are those of its {@link io.mediarunner.core.media.Timeline}.
   *
   * @throws TaskFailedException {@code SOURCE_UNREADABLE} or {@code NO_STREAMS}
   */
  public MediaInfo source(Path source) throws TaskFailedException, IOException {
    JsonNode json = json(sourceCommand(source), unreadable(source));
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
    return timed;
  }

  /**
   * The facts of a single picture, such as a logo.
   *
   * @throws TaskFailedException {@code SOURCE_UNREADABLE} if it is not an image
   */
  Picture picture(Path file) throws TaskFailedException, IOException {
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
        command(List.of("-show_format", "-show_streams", "-print_format", "json"), file),
        new TaskFailedException(
            FailureCode.OUTPUT_INVALID,
            String.format(
                Locale.ROOT,
                "A result file (%s) failed verification: it cannot be read.",
                name(file))));
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
    if (Files.size(stdout) > Limits.FACTS) {
      throw new TaskFailedException(
          FailureCode.SOURCE_EXCESSIVE,
          String.format(
              Locale.ROOT,
              "Unsupported source: the description of its tracks and chapters exceeds %d MiB.",
              Limits.FACTS >> 20));
    }
    try {
      return Json.read(stdout);
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
