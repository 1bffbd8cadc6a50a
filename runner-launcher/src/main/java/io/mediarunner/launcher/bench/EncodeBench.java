package io.mediarunner.launcher.bench;

import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.media.EncodingWork;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * pairs, with its spread.
 */
@Command(name = "bench encode", mixinStandardHelpOptions = true)
public final class EncodeBench implements Callable<Integer> {
  private static final Pattern COMMAND = Pattern.compile("command: (.*)");

  @Option(names = "--pairs", description = "Pairs of runs a case (default: ${DEFAULT-VALUE})")
  private int pairs = 3;

  @Option(names = "--seconds", description = "Length of the sources (default: ${DEFAULT-VALUE})")
  private int seconds = 12;

  @Option(names = "--preset", description = "x264 preset (default: ${DEFAULT-VALUE})")
  private String preset = "slow";

  @Option(names = "--only", description = "Cases whose name contains this text")
  private String only = "";

  private final BenchRuns runs;
  private final FfmpegTools ffmpeg;

  private EncodeBench(BenchRuns runs) {
    this.runs = runs;
    this.ffmpeg = runs.ffmpeg();
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("media-runner-bench-");
    int exitCode;
    try {
      exitCode = new CommandLine(new EncodeBench(new BenchRuns(folder))).execute(args);
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
      theirs = runs.newFolder();
      ours = runs.newFolder();
      BenchRuns.Cost reference =
          runs.reference(plan(source, theirs, seconds, rungs, List.of()).commands());
      BenchRuns.Cost own = encode(source, ours, Map.of(), ownPreset, OptionalInt.empty());
      cpu.add(own.cpu() / reference.cpu());
      wall.add(own.wall() / reference.wall());
    }
    BenchRuns.row(name, "CPU", cpu.text("%.2f"), "≤ " + cpuTarget);
    BenchRuns.row(name, "wall", wall.text("%.2f"), wallTarget.isEmpty() ? "" : "≤ " + wallTarget);
    for (int height : rungs) {
      quality(name, source, ours.resolve("output"), theirs, height);
    }
  }

  private void cut() throws Exception {
    int minutes = 10;
    Path source =
        runs.make(
            "long.mp4",
            "-f lavfi -i testsrc2=s=640x360:r=25:d=%1$d -f lavfi -i sine=d=%1$d"
                .formatted(minutes * 60));
    Samples cpu = new Samples();
    for (int i = 0; i < pairs; i++) {
      double all = encode(source, runs.newFolder(), Map.of(), OptionalInt.empty()).cpu();
      double part =
          encode(
                  source,
                  runs.newFolder(),
                  Map.of("cut", Map.of("start", "00:09:30", "end", "00:09:50")),
                  OptionalInt.empty())
              .cpu();
      cpu.add(part / all);
    }
    BenchRuns.row(
        "cut of 20 s in the last tenth of 10 min", "CPU, of the whole", cpu.text("%.3f"), "≤ 0.15");
  }

  private void dressed() throws Exception {
    Path source = camera(360, 6);
    Path logo =
        runs.make("logo.png", "-f lavfi -i color=c=white:s=300x150:d=1,format=rgba -frames:v 1");
    Path opening =
        runs.make("open.mp4", "-f lavfi -i testsrc2=s=640x360:r=25:d=3 -f lavfi -i sine=f=880:d=3");
    Map<String, Object> parameters =
        Map.of(
            "dressing",
            Map.of("watermark", logo.toString(), "opening_credits_video", opening.toString()));
    Samples cpu = new Samples();
    for (int i = 0; i < pairs; i++) {
      Path there = runs.newFolder();
      ReferencePlan before = plan(source, there, seconds, List.of(), List.of());
      List<List<String>> commands = new ArrayList<>(before.dressing(logo, opening));
      commands.addAll(
          plan(before.dressed(), there, seconds + 3, List.of(360, 720, 1080), List.of())
              .commands());
      BenchRuns.Cost reference = runs.reference(commands);
      BenchRuns.Cost own = encode(source, runs.newFolder(), parameters, OptionalInt.empty());
      cpu.add(own.cpu() / reference.cpu());
    }
    BenchRuns.row("dressed 360p", "CPU", cpu.text("%.2f"), "≤ 0.20");
  }

  private void cappedCrf() throws Exception {
    Path source = slides(1080);
    Path average = runs.newFolder();
    Path capped = runs.newFolder();
    encode(source, average, Map.of(), OptionalInt.empty());
    encode(source, capped, Map.of(), OptionalInt.of(23));
    for (int height : List.of(360, 720, 1080)) {
      String file = height + "p_" + base(source) + ".ts";
      Path one = average.resolve("output").resolve(file);
      Path other = capped.resolve("output").resolve(file);
      BenchRuns.row(
          "capped-crf 23, slides " + height + "p",
          "size, of abr",
          String.format(Locale.ROOT, "%.2f", (double) Files.size(other) / Files.size(one)),
          "≤ 0.60");
      BenchRuns.row(
          "capped-crf 23, slides " + height + "p",
          "SSIM, minus abr's",
          String.format(Locale.ROOT, "%+.4f", runs.ssim(source, other) - runs.ssim(source, one)),
          "");
    }
  }

  /** The commands that an encode logs, run once more without us. */
  private void overhead() throws Exception {
    Path source = camera(720, 6);
    Samples cpu = new Samples();
    Samples wall = new Samples();
    for (int i = 0; i < pairs; i++) {
      Path there = runs.newFolder();
      BenchRuns.Cost own = encode(source, there, Map.of(), OptionalInt.empty());
      List<List<String>> commands = logged(there);
      Path again = Files.createDirectory(there.resolve("again"));
      Files.createDirectory(again.resolve("work"));
      Files.createDirectory(again.resolve("output"));
      double before = BenchRuns.cpu();
      long begin = System.nanoTime();
      for (List<String> command : commands) {
        runs.run(
            command.stream()
                .map(
                    arg ->
                        arg.replace("file:work/", "file:" + again.resolve("work") + "/")
                            .replace("file:output/", "file:" + again.resolve("output") + "/"))
                .toList(),
            again.resolve("output"));
      }
      double bareCpu = BenchRuns.cpu() - before;
      double bareWall = (System.nanoTime() - begin) / 1e9;
      cpu.add((own.cpu() - bareCpu) / bareCpu * 100);
      wall.add(own.wall() - bareWall);
    }
    BenchRuns.row("overhead above our bare ffmpeg", "CPU, %", cpu.text("%.1f"), "≤ 3");
    BenchRuns.row("overhead above our bare ffmpeg", "wall, s", wall.text("%.1f"), "≤ 2");
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
    BenchRuns.row(
        name + " " + height + "p",
        "SSIM, minus the reference's",
        String.format(Locale.ROOT, "%+.4f", runs.ssim(source, own) - runs.ssim(source, reference)),
        "≥ -0.002");
    BenchRuns.row(
        name + " " + height + "p",
        "size",
        String.format(Locale.ROOT, "%.3f", (double) Files.size(own) / Files.size(reference)),
        "0.97 – 1.03");
  }

  // ---- sources

  /**
   * A new picture of sharp edges and flat areas every six seconds, under the slight noise of a
   * capture device: slides.
   */
  private Path slides(int height) throws Exception {
    return runs.make(
        "slides%d.mp4".formatted(height),
        "-f lavfi -i cellauto=s=%2$dx%1$d:r=1/6:rule=110,scale=%3$d:%4$d:flags=neighbor,fps=25,trim=duration=%5$d,noise=alls=3:allf=t -f lavfi -i sine=d=%5$d"
            .formatted(height / 12, height * 16 / 9 / 12, height * 16 / 9, height, seconds));
  }

  /** Movement under moderate noise, like a camera. */
  private Path camera(int height, int noise) throws Exception {
    return runs.make(
        "camera%d-%d.mp4".formatted(height, noise),
        "-f lavfi -i testsrc2=s=%dx%d:r=25:d=%d,noise=alls=%d:allf=t -f lavfi -i sine=d=%d"
            .formatted(height * 16 / 9, height, seconds, noise, seconds));
  }

  // ---- runs

  private ReferencePlan plan(
      Path source, Path there, double length, List<Integer> rungs, List<String> window) {
    return new ReferencePlan(ffmpeg.ffmpeg(), preset, source, there, length, rungs, window);
  }

  private BenchRuns.Cost encode(
      Path source, Path attempt, Map<String, Object> parameters, OptionalInt crf) throws Exception {
    return encode(source, attempt, parameters, preset, crf);
  }

  private BenchRuns.Cost encode(
      Path source, Path attempt, Map<String, Object> parameters, String ownPreset, OptionalInt crf)
      throws Exception {
    EncodingConfig config =
        new EncodingConfig(
            false, ownPreset, crf, false, true, 0, List.of(), "PCI_BUS_ID", Path.of("/"));
    return runs.task(
        new EncodingWork(ffmpeg, config, BenchRuns.limits(), Set.of("magicyuv"), Hardware.NONE),
        "encoding",
        source,
        attempt,
        parameters);
  }

  private static String base(Path source) {
    return source.getFileName().toString().replaceFirst("\\.[^.]*$", "");
  }
}
