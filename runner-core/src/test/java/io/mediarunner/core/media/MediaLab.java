package io.mediarunner.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.LadderMode;
import io.mediarunner.core.config.SandboxConfig;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.encoding.run.EncodingWork;
import io.mediarunner.core.encoding.run.SegmentWorkers;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.process.AttemptProcesses;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.SandboxTrial;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.process.sandbox.ResourceLimits;
import io.mediarunner.core.process.sandbox.SandboxPrograms;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.workspace.DiskClaims;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Makes clips with the real ffmpeg, encodes them, and looks at what came out. */
public final class MediaLab {
  private static final Path RESOURCES = Path.of("src/test/resources");

  public static final List<String> FAST =
      List.of("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Path.of("../docs/info_video.schema.json").toUri());

  private final Path folder;
  public boolean dressingRequired;
  public boolean fmp4;
  public int segmentSeconds = 2;
  public LadderMode ladder = LadderMode.AUTO;
  public boolean gpu;
  public Hardware hardware = Hardware.NONE;
  public FfmpegTools ffmpeg = tools();
  public Set<String> denied = Set.of("magicyuv");
  public SegmentWorkers workers = SegmentWorkers.NONE;
  public Duration stall = Duration.ofMinutes(2);
  public LongConsumer onStart = pid -> {};
  public Duration limit = Duration.ofMinutes(5);
  public Consumer<Path> onWorkDir = dir -> {};
  public final DiskClaims claims = new DiskClaims();
  public final List<Progress> progress = new CopyOnWriteArrayList<>();

  public MediaLab(Path folder) {
    this.folder = folder;
  }

  /** Fails loudly where there is no ffmpeg: these tests are about the real one. */
  public static FfmpegTools tools() {
    return new FfmpegTools(onPath("ffmpeg"), onPath("ffprobe"), "test", "system", Map.of());
  }

  private static Path onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException(program + " is not on the PATH; bin/test installs it"));
  }

  /** Makes a file; arguments are separated by blanks, the file's name comes last by itself. */
  public Path clip(String name, String args) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(tools().ffmpeg().toString(), "-v", "error", "-y"));
    command.addAll(Arrays.asList(args.split(" ")));
    Path file = folder.resolve(name);
    command.add(file.toString());
    run(command);
    return file;
  }

  /** A test picture with a tone; size such as {@code 640x360}. */
  public Path talk(String name, String size, String rate, String seconds) throws Exception {
    return clip(
        name,
        String.format(
            Locale.ROOT,
            "-f lavfi -i testsrc2=s=%s:r=%s:d=%s -f lavfi -i sine=d=%s %s",
            size,
            rate,
            seconds,
            seconds,
            String.join(" ", FAST)));
  }

  public Result encode(Path source) throws TaskFailedException, IOException {
    return encode(source, Map.of());
  }

  public Result encode(Path source, Map<String, Object> parameters)
      throws TaskFailedException, IOException {
    return encode(source, parameters, Files.createTempDirectory(folder, "attempt"));
  }

  private Result encode(Path source, Map<String, Object> parameters, Path attempt)
      throws TaskFailedException, IOException {
    return encode(source, parameters, attempt, boxed(folder, attempt, onStart));
  }

  /** Programs of an attempt in a closed box, which read a test's folder and its resources. */
  public static TaskProcesses boxed(Path readable, Path attempt, LongConsumer onStart) {
    return new TaskProcesses(
        AttemptProcesses.marked(
            closed(List.of(readable.toAbsolutePath(), RESOURCES.toAbsolutePath())), attempt),
        onStart);
  }

  /** Starts programs in a closed box; fails where there can be none. */
  public static JdkProcessRunner closed(List<Path> readable) {
    return closed(
        readable, ResourceLimits.of(SandboxConfig.STANDARD, 16L << 30, 4, Duration.ofHours(1)));
  }

  /** The same with other limits. */
  public static JdkProcessRunner closed(List<Path> readable, ResourceLimits limits) {
    try {
      return new JdkProcessRunner(
          new SandboxTrial(SandboxPrograms.find(System.getenv("PATH")), limits, false, readable)
              .find(SandboxConfig.Mode.BWRAP)
              .sandbox());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the folder of an attempt, which an interrupted one may have left. */
  public Result encode(
      Path source, Map<String, Object> parameters, Path attempt, TaskProcesses programs)
      throws TaskFailedException, IOException {
    Path output = Files.createDirectories(attempt.resolve("output"));
    TaskRequest request =
        new TaskRequest(
            new TaskId("t1"),
            "e",
            "a",
            Optional.empty(),
            "encoding",
            "http://host/x",
            Optional.empty(),
            parameters,
            "",
            Optional.empty());
    EncodingConfig config =
        // ultrafast would leave out what makes the profile High
        new EncodingConfig(
            gpu,
            "superfast",
            OptionalInt.empty(),
            fmp4,
            segmentSeconds,
            ladder,
            dressingRequired,
            0,
            List.of(),
            "PCI_BUS_ID",
            Path.of("/"));
    ToolConfig limits = new ToolConfig(Optional.empty(), Optional.empty(), limit, 0);
    Path work = Files.createDirectories(attempt.resolve("work"));
    onWorkDir.accept(work);
    new EncodingWork(ffmpeg, config, limits, denied, hardware, stall, workers)
        .run(
            new MediaTask(
                request,
                source,
                source.getFileName().toString(),
                "http://host/x",
                work,
                work.resolveSibling("kept"),
                output,
                programs,
                this::asset,
                claims.open(),
                progress::add));
    JsonNode info = MAPPER.readTree(output.resolve("info_video.json").toFile());
    assertThat(SCHEMA.validate(info)).as("against docs/info_video.schema.json").isEmpty();
    Result result = new Result(output, info);
    assertThat(result.log())
        .as("text for people: no record, no map of Java's")
        .doesNotContainPattern("\\b[A-Z]\\w+\\[\\w+=|Optional\\[|Optional\\.empty");
    return result;
  }

  /** Copies from a folder of this lab; an address that it does not have is not found. */
  private Path asset(String name, String url, long maxBytes, Assets.Listener listener)
      throws TaskFailedException {
    Path known = folder.resolve(url.substring(url.lastIndexOf('/') + 1));
    try {
      Path to = Files.createTempDirectory(folder, name);
      return Files.copy(known, to.resolve("source" + known.toString().replaceAll(".*\\.", ".")));
    } catch (IOException e) {
      throw new TaskFailedException(FailureCode.SOURCE_NOT_FOUND, "There is no such file.");
    }
  }

  /** What an encoding made. */
  public record Result(Path folder, JsonNode info) {
    public List<String> files() throws IOException {
      try (var files = Files.list(folder)) {
        return files.map(file -> file.getFileName().toString()).sorted().toList();
      }
    }

    public String log() throws IOException {
      return Files.readString(folder.resolve("encoding.log"));
    }

    public JsonNode probe(String file) throws Exception {
      return MediaLab.probe(folder.resolve(file));
    }

    /** Frame size as a player shows it. */
    public String size(String file) throws Exception {
      JsonNode video = stream(file, "video");
      return video.path("width").asInt() + "x" + video.path("height").asInt();
    }

    public JsonNode stream(String file, String type) throws Exception {
      for (JsonNode stream : probe(file).path("streams")) {
        if (stream.path("codec_type").asText().equals(type)) {
          return stream;
        }
      }
      throw new AssertionError("no " + type + " in " + file);
    }

    public double seconds(String file) throws Exception {
      return probe(file).path("format").path("duration").asDouble();
    }

    /** Length of the audio as players play it, without what encoders put before and behind. */
    public double audibleSeconds(String file) throws Exception {
      int rate = 8000;
      Path raw = folder.resolveSibling("audible.raw");
      List<String> command = new ArrayList<>(List.of(tools().ffmpeg().toString(), "-v", "error"));
      command.addAll(List.of("-y", "-i", folder.resolve(file).toString(), "-map", "0:a:0"));
      command.addAll(List.of("-ac", "1", "-ar", "" + rate, "-f", "s16le", raw.toString()));
      run(command);
      double seconds = Files.size(raw) / 2.0 / rate;
      Files.delete(raw);
      return seconds;
    }

    /** Whether a tone is audible in a time range, after a narrow band-pass around it. */
    public boolean hears(String file, int hertz, double from, double seconds) throws Exception {
      String toolLog =
          run(
              List.of(
                  tools().ffmpeg().toString(),
                  "-hide_banner",
                  "-ss",
                  "" + from,
                  "-t",
                  "" + seconds,
                  "-i",
                  folder.resolve(file).toString(),
                  "-af",
                  "bandpass=f="
                      + hertz
                      + ":width_type=h:w=40,bandpass=f="
                      + hertz
                      + ":width_type=h:w=40,volumedetect",
                  "-vn",
                  "-f",
                  "null",
                  "-"));
      java.util.regex.Matcher volume =
          java.util.regex.Pattern.compile("mean_volume: (-?[\\d.]+|-inf) dB").matcher(toolLog);
      return volume.find()
          && !volume.group(1).equals("-inf")
          && Double.parseDouble(volume.group(1)) > -35;
    }

    /** Mean brightness at a moment. */
    public int at(String file, double seconds, String filter) throws Exception {
      return luma(file, "trim=start=" + seconds + ",setpts=PTS-STARTPTS," + filter);
    }

    /** The numbers in the middle of the first picture: luma, blue and red difference. */
    public int[] yuv(String file) throws Exception {
      byte[] raw = firstPicture(file, "crop=2:2,format=yuv444p");
      return new int[] {raw[0] & 0xff, raw[4] & 0xff, raw[8] & 0xff};
    }

    /** Mean brightness of one picture, 0 to 255. */
    public int luma(String file, String filter) throws Exception {
      return firstPicture(file, filter + "scale=1:1:flags=area,format=gray")[0] & 0xff;
    }

    public byte[] firstPicture(String file, String filter) throws Exception {
      Path out = folder.resolveSibling("picture.raw");
      run(
          List.of(
              tools().ffmpeg().toString(),
              "-v",
              "error",
              "-y",
              "-i",
              folder.resolve(file).toString(),
              "-vf",
              filter,
              "-frames:v",
              "1",
              "-f",
              "rawvideo",
              out.toString()));
      byte[] picture = Files.readAllBytes(out);
      Files.delete(out);
      return picture;
    }
  }

  /** Moments of the key frames, seconds. */
  public static List<Double> keyFrames(Path file) throws Exception {
    String toolLog =
        run(
            List.of(
                tools().ffprobe().toString(),
                "-v",
                "error",
                "-select_streams",
                "v:0",
                "-skip_frame",
                "nokey",
                "-show_entries",
                "frame=pts_time",
                "-of",
                "csv=p=0",
                file.toString()));
    return toolLog
        .lines()
        .map(line -> line.replace(",", "").strip())
        .filter(line -> !line.isEmpty())
        .map(Double::valueOf)
        .toList();
  }

  public static JsonNode probe(Path file) throws Exception {
    return MAPPER.readTree(
        run(
            List.of(
                tools().ffprobe().toString(),
                "-v",
                "error",
                "-show_format",
                "-show_streams",
                "-print_format",
                "json",
                file.toString())));
  }

  public static String run(List<String> command) throws Exception {
    Path output = Files.createTempFile("lab", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(
          command + ": " + Files.readString(output, StandardCharsets.UTF_8));
    }
    String text = Files.readString(output, StandardCharsets.UTF_8);
    Files.delete(output);
    return text;
  }
}
