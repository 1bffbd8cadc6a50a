package io.mediarunner.launcher.bench;

import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.Assets;
import io.mediarunner.core.media.EncodingWork;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.ffmpeg.FfmpegLocator;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.TaskTools;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
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
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Our encode against the reference's way of it ({@link ReferencePlan}), with the same ffmpeg and
 * preset on sources made here. The two take turns; each figure is the median of the ratios of the
 * pairs, with its spread. CPU time is user and system time of all programs that ended, as the
 * system counts it for their parent (fields cutime and cstime of {@code /proc/self/stat}); on our
 * side this process's own is added.
 */
@Command(name = "bench encode", mixinStandardHelpOptions = true)
public final class EncodeBench implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux
  private static final Pattern SSIM = Pattern.compile("All:([\\d.]+)");
  private static final Pattern COMMAND = Pattern.compile("command: (.*)");

  @Option(names = "--pairs", description = "Pairs of runs a case (default: ${DEFAULT-VALUE})")
  private int pairs = 3;

  @Option(names = "--seconds", description = "Length of the sources (default: ${DEFAULT-VALUE})")
  private int seconds = 12;

  @Option(names = "--preset", description = "x264 preset (default: ${DEFAULT-VALUE})")
  private String preset = "slow";

  @Option(names = "--only", description = "Cases whose name contains this text")
  private String only = "";

  private final JdkProcessRunner processes = new JdkProcessRunner();
  private final Path folder;
  private final FfmpegTools ffmpeg;
  private int runs;

  private EncodeBench(Path folder) throws Exception {
    this.folder = folder;
    this.ffmpeg =
        new FfmpegLocator(limits(), Optional.empty(), processes, System.getenv("PATH")).find();
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("media-runner-bench-");
    int exitCode;
    try {
      exitCode = new CommandLine(new EncodeBench(folder)).execute(args);
    } finally {
      Workspace.deleteTree(folder);
    }
    System.exit(exitCode);
  }

  @Override
  public Integer call() throws Exception {
    System.out.printf(
        "ffmpeg %s, preset %s, sources of %d s, %d pair(s)%n%n",
        ffmpeg.version(), preset, seconds, pairs);
    System.out.println("| case | measure | ours / reference: median (min – max) | target |");
    System.out.println("|---|---|---|---|");
    if (wanted("1080p slides")) {
      ladder("1080p slides", slides(1080), List.of(360, 720, 1080), "0.60", "0.55");
    }
    if (wanted("1080p camera")) {
      ladder("1080p camera", camera(1080, 6), List.of(360, 720, 1080), "0.60", "0.55");
    }
    if (wanted("720p camera")) {
      ladder("720p camera", camera(720, 6), List.of(360, 720), "0.52", "");
    }
    if (wanted("balanced")) {
      balanced("balanced, 720p slides", slides(720));
      balanced("balanced, 720p camera", camera(720, 6));
      balanced("balanced, 720p noise", camera(720, 20));
    }
    if (wanted("cut")) {
      cut();
    }
    if (wanted("dressed 360p")) {
      dressed();
    }
    if (wanted("capped-crf")) {
      cappedCrf();
    }
    if (wanted("overhead")) {
      overhead();
    }
    return 0;
  }

  private boolean wanted(String name) {
    return name.contains(only);
  }

  // ---- cases

  private void ladder(
      String name, Path source, List<Integer> rungs, String cpuTarget, String wallTarget)
      throws Exception {
    ladder(name, source, rungs, preset, cpuTarget, wallTarget);
  }

  /** The preset of our own, against the reference with the one it has. */
  private void balanced(String name, Path source) throws Exception {
    ladder(name, source, List.of(360, 720), "balanced", "0.38", "");
  }

  private void ladder(
      String name,
      Path source,
      List<Integer> rungs,
      String ownPreset,
      String cpuTarget,
      String wallTarget)
      throws Exception {
    Samples cpu = new Samples();
    Samples wall = new Samples();
    Path ours = null;
    Path theirs = null;
    for (int i = 0; i < pairs; i++) {
      theirs = newFolder();
      ours = newFolder();
      Cost reference = reference(plan(source, theirs, seconds, rungs, List.of()).commands());
      Cost own = encode(source, ours, Map.of(), ownPreset, OptionalInt.empty());
      cpu.add(own.cpu / reference.cpu);
      wall.add(own.wall / reference.wall);
    }
    row(name, "CPU", cpu.text("%.2f"), "≤ " + cpuTarget);
    row(name, "wall", wall.text("%.2f"), wallTarget.isEmpty() ? "" : "≤ " + wallTarget);
    for (int height : rungs) {
      quality(name, source, ours.resolve("output"), theirs, height);
    }
  }

  private void cut() throws Exception {
    int minutes = 10;
    Path source =
        make(
            "long.mp4",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=%1$d -f lavfi -i sine=d=%1$d"
                .formatted(minutes * 60));
    Samples cpu = new Samples();
    for (int i = 0; i < pairs; i++) {
      double all = encode(source, newFolder(), Map.of(), OptionalInt.empty()).cpu;
      double part =
          encode(
                  source,
                  newFolder(),
                  Map.of("cut", Map.of("start", "00:09:30", "end", "00:09:50")),
                  OptionalInt.empty())
              .cpu;
      cpu.add(part / all);
    }
    row("cut of 20 s in the last tenth of 10 min", "CPU, of the whole", cpu.text("%.3f"), "≤ 0.15");
  }

  private void dressed() throws Exception {
    Path source = camera(360, 6);
    Path logo = make("logo.png", "-f lavfi -i color=c=white:s=300x150:d=1,format=rgba -frames:v 1");
    Path opening =
        make("open.mp4", "-f lavfi -i testsrc2=s=640x360:r=25:d=3 -f lavfi -i sine=f=880:d=3");
    Map<String, Object> parameters =
        Map.of(
            "dressing",
            Map.of("watermark", logo.toString(), "opening_credits_video", opening.toString()));
    Samples cpu = new Samples();
    for (int i = 0; i < pairs; i++) {
      Path there = newFolder();
      ReferencePlan before = plan(source, there, seconds, List.of(), List.of());
      List<List<String>> commands = new ArrayList<>(before.dressing(logo, opening));
      commands.addAll(
          plan(before.dressed(), there, seconds + 3, List.of(360, 720, 1080), List.of())
              .commands());
      Cost reference = reference(commands);
      Cost own = encode(source, newFolder(), parameters, OptionalInt.empty());
      cpu.add(own.cpu / reference.cpu);
    }
    row("dressed 360p", "CPU", cpu.text("%.2f"), "≤ 0.20");
  }

  private void cappedCrf() throws Exception {
    Path source = slides(1080);
    Path average = newFolder();
    Path capped = newFolder();
    encode(source, average, Map.of(), OptionalInt.empty());
    encode(source, capped, Map.of(), OptionalInt.of(23));
    for (int height : List.of(360, 720, 1080)) {
      String file = height + "p_" + base(source) + ".ts";
      Path one = average.resolve("output").resolve(file);
      Path other = capped.resolve("output").resolve(file);
      row(
          "capped-crf 23, slides " + height + "p",
          "size, of abr",
          String.format(Locale.ROOT, "%.2f", (double) Files.size(other) / Files.size(one)),
          "≤ 0.60");
      row(
          "capped-crf 23, slides " + height + "p",
          "SSIM, minus abr's",
          String.format(Locale.ROOT, "%+.4f", ssim(source, other) - ssim(source, one)),
          "");
    }
  }

  /** The commands that an encode logs, run once more without us. */
  private void overhead() throws Exception {
    Path source = camera(720, 6);
    Samples cpu = new Samples();
    Samples wall = new Samples();
    for (int i = 0; i < pairs; i++) {
      Path there = newFolder();
      Cost own = encode(source, there, Map.of(), OptionalInt.empty());
      List<List<String>> commands = logged(there);
      Path again = Files.createDirectory(there.resolve("again"));
      Files.createDirectory(again.resolve("work"));
      Files.createDirectory(again.resolve("output"));
      double before = cpu();
      long begin = System.nanoTime();
      for (List<String> command : commands) {
        run(
            command.stream()
                .map(
                    arg ->
                        arg.replace("file:work/", "file:" + again.resolve("work") + "/")
                            .replace("file:output/", "file:" + again.resolve("output") + "/"))
                .toList(),
            again.resolve("output"));
      }
      double bareCpu = cpu() - before;
      double bareWall = (System.nanoTime() - begin) / 1e9;
      cpu.add((own.cpu - bareCpu) / bareCpu * 100);
      wall.add(own.wall - bareWall);
    }
    row("overhead above our bare ffmpeg", "CPU, %", cpu.text("%.1f"), "≤ 3");
    row("overhead above our bare ffmpeg", "wall, s", wall.text("%.1f"), "≤ 2");
  }

  private static List<List<String>> logged(Path attempt) throws IOException {
    List<List<String>> commands = new ArrayList<>();
    Matcher line =
        COMMAND.matcher(Files.readString(attempt.resolve("output").resolve("encoding.log")));
    while (line.find()) {
      if (!line.group(1).contains("ffprobe")) {
        commands.add(Arrays.asList(line.group(1).split(" ")));
      }
    }
    return commands;
  }

  private void quality(String name, Path source, Path ours, Path theirs, int height)
      throws Exception {
    Path own = ours.resolve(height + "p_" + base(source) + ".ts");
    Path reference = theirs.resolve(height + "p.ts");
    row(
        name + " " + height + "p",
        "SSIM, minus the reference's",
        String.format(Locale.ROOT, "%+.4f", ssim(source, own) - ssim(source, reference)),
        "≥ -0.002");
    row(
        name + " " + height + "p",
        "size",
        String.format(Locale.ROOT, "%.3f", (double) Files.size(own) / Files.size(reference)),
        "0.97 – 1.03");
  }

  /** Structural similarity to the source at the rung's size. */
  private double ssim(Path source, Path rendition) throws Exception {
    String said =
        run(
            List.of(
                ffmpeg.ffmpeg().toString(),
                "-hide_banner",
                "-nostdin",
                "-protocol_whitelist",
                "file",
                "-i",
                "file:" + rendition,
                "-protocol_whitelist",
                "file",
                "-i",
                "file:" + source,
                "-lavfi",
                "[0:v]setpts=PTS-STARTPTS[a];[1:v]setpts=PTS-STARTPTS[s];[s][a]scale2ref[b][c];[c][b]ssim",
                "-f",
                "null",
                "-"),
            folder);
    Matcher value = SSIM.matcher(said);
    if (!value.find()) {
      throw new IOException("no SSIM: " + said);
    }
    return Double.parseDouble(value.group(1));
  }

  private static void row(String name, String measure, String value, String target) {
    System.out.printf("| %s | %s | %s | %s |%n", name, measure, value, target);
  }

  // ---- sources

  /**
   * A new picture of sharp edges and flat areas every six seconds, under the slight noise of a
   * capture device: slides.
   */
  private Path slides(int height) throws Exception {
    return make(
        "slides%d.mp4".formatted(height),
        "-f lavfi -i cellauto=s=%2$dx%1$d:r=1/6:rule=110,scale=%3$d:%4$d:flags=neighbor,fps=25,trim=duration=%5$d,noise=alls=3:allf=t -f lavfi -i sine=d=%5$d"
            .formatted(height / 12, height * 16 / 9 / 12, height * 16 / 9, height, seconds));
  }

  /** Movement under moderate noise, like a camera. */
  private Path camera(int height, int noise) throws Exception {
    return make(
        "camera%d-%d.mp4".formatted(height, noise),
        "-f lavfi -i testsrc2=s=%dx%d:r=25:d=%d,noise=alls=%d:allf=t -f lavfi -i sine=d=%d"
            .formatted(height * 16 / 9, height, seconds, noise, seconds));
  }

  private Path make(String name, String args) throws Exception {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      List<String> command =
          new ArrayList<>(
              List.of(ffmpeg.ffmpeg().toString(), "-hide_banner", "-nostdin", "-v", "error"));
      command.addAll(Arrays.asList(args.split(" ")));
      if (name.endsWith(".mp4")) {
        command.addAll(
            List.of("-c:v", "libx264", "-preset", "ultrafast", "-crf", "16", "-pix_fmt"));
        command.addAll(List.of("yuv420p", "-c:a", "aac", "-ac", "2", "-shortest"));
      }
      command.add("file:" + file);
      run(command, folder);
    }
    return file;
  }

  // ---- runs

  /**
   * What a run took.
   *
   * @param cpu seconds of user and system time
   * @param wall seconds
   */
  private record Cost(double cpu, double wall) {}

  private ReferencePlan plan(
      Path source, Path there, double length, List<Integer> rungs, List<String> window) {
    return new ReferencePlan(ffmpeg.ffmpeg(), preset, source, there, length, rungs, window);
  }

  private Cost reference(List<List<String>> commands) throws Exception {
    double before = cpu();
    long begin = System.nanoTime();
    for (List<String> command : commands) {
      run(command, folder);
    }
    return new Cost(cpu() - before, (System.nanoTime() - begin) / 1e9);
  }

  private Cost encode(Path source, Path attempt, Map<String, Object> parameters, OptionalInt crf)
      throws Exception {
    return encode(source, attempt, parameters, preset, crf);
  }

  private Cost encode(
      Path source, Path attempt, Map<String, Object> parameters, String ownPreset, OptionalInt crf)
      throws Exception {
    EncodingConfig config =
        new EncodingConfig(
            false, ownPreset, crf, false, true, 0, List.of(), "PCI_BUS_ID", Path.of("/"));
    TaskRequest request =
        new TaskRequest(
            new TaskId("bench"),
            "bench",
            "bench",
            Optional.empty(),
            "encoding",
            "http://127.0.0.1/" + source.getFileName(),
            Optional.empty(),
            parameters,
            "",
            Optional.empty());
    MediaTask task =
        new MediaTask(
            request,
            source,
            source.getFileName().toString(),
            Files.createDirectory(attempt.resolve("work")),
            Files.createDirectory(attempt.resolve("output")),
            new TaskTools(processes, pid -> {}),
            EncodeBench::asset,
            progress -> {});
    double before = cpu();
    long begin = System.nanoTime();
    new EncodingWork(ffmpeg, config, limits(), Set.of("magicyuv"), Hardware.NONE).run(task);
    return new Cost(cpu() - before, (System.nanoTime() - begin) / 1e9);
  }

  /** Assets are files of this bench, named by their paths. */
  private static Path asset(String path, Path to, long maxBytes, Assets.Listener listener)
      throws TaskFailedException {
    try {
      Path file = Path.of(path);
      return Files.copy(file, to.resolve("source-" + file.getFileName()));
    } catch (IOException e) {
      throw new TaskFailedException(FailureCode.SOURCE_NOT_FOUND, "no such file: " + path);
    }
  }

  private static ToolConfig limits() {
    return new ToolConfig(Optional.empty(), Optional.empty(), LIMIT, 0);
  }

  private String run(List<String> command, Path directory) throws Exception {
    Path said = folder.resolve("said.txt");
    Files.deleteIfExists(said);
    ProcessExit exit =
        processes
            .start(
                new ProcessSpec(
                    command, directory, Map.of(), said, said, LIMIT, Duration.ofSeconds(2), 0))
            .exit()
            .toCompletableFuture()
            .get();
    if (!(exit instanceof ProcessExit.Done)) {
      throw new IOException(command + ": " + Files.readString(said));
    }
    return Files.readString(said);
  }

  private Path newFolder() throws IOException {
    return Files.createDirectory(folder.resolve("run-" + runs++));
  }

  private static String base(Path source) {
    return source.getFileName().toString().replaceFirst("\\.[^.]*$", "");
  }

  /** Seconds of user and system time of this process and of its children that have ended. */
  private static double cpu() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int i = 11; i <= 14; i++) { // utime, stime, cutime, cstime; see proc(5)
      ticks += Long.parseLong(fields[i]);
    }
    return ticks / TICKS_PER_SECOND;
  }
}
