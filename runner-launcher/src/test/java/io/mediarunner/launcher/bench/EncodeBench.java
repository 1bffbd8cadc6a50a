package io.mediarunner.launcher.bench;

import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.LadderMode;
import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.encoding.run.EncodingWork;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.text.ShellWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Our encode, with the preset that it has by default, compared with the reference's ({@link
 * ReferencePlan}) with the reference's preset, with the same ffmpeg on generated sources; and once
 * more with equal presets. The runs alternate; each figure is the median of the ratios, with its
 * spread.
 */
@Command(name = "bench encode", mixinStandardHelpOptions = true)
public final class EncodeBench implements Callable<Integer> {
  private static final Pattern COMMAND = Pattern.compile("command: (.*)");
  private static final List<Integer> FULL_HD = List.of(360, 720, 1080);
  private static final List<Integer> HD = List.of(360, 720);
  private static final int TALK_SECONDS = 150;
  private static final String THEIRS = "the reference's";

  @Option(
      names = "--pairs",
      description = "Number of pairs of runs per case (default: ${DEFAULT-VALUE})")
  private int pairs = 3;

  @Option(
      names = "--seconds",
      description = "Length of the sources in seconds (default: ${DEFAULT-VALUE})")
  private int seconds = 12;

  @Option(
      names = "--reference-preset",
      description = "x264 preset for the reference (default: ${DEFAULT-VALUE})")
  private String referencePreset = "slow";

  @Option(
      names = "--preset",
      description = "x264 preset for our encode (default: ${DEFAULT-VALUE})")
  private String preset = ConfigKey.ENCODING_PRESET.defaultValue();

  @Option(
      names = "--crf",
      split = ",",
      description = "CRF values to measure with capped-crf (default: ${DEFAULT-VALUE})")
  private List<Integer> crfs = List.of(Integer.valueOf(ConfigKey.ENCODING_CRF.defaultValue()));

  @Option(names = "--only", description = "Only cases whose name contains this text")
  private String only = "";

  private final BenchRuns runs;
  private final BenchSources sources;
  private final PictureQuality quality;
  private final FfmpegTools ffmpeg;

  private EncodeBench(BenchRuns runs) {
    this.runs = runs;
    this.sources = new BenchSources(runs);
    this.quality = new PictureQuality(runs);
    this.ffmpeg = runs.ffmpeg();
  }

  public static void main(String[] args) throws Exception {
    BenchRuns.main(EncodeBench::new, args);
  }

  @Override
  public Integer call() throws Exception {
    System.out.printf(
        Locale.ROOT,
        "ffmpeg %s; ours: preset %s, the reference: %s; sources of %d s; %d pair(s); %s%n%n",
        ffmpeg.version(),
        preset,
        referencePreset,
        seconds,
        pairs,
        quality.summary());
    System.out.println("| case | measure | ours / reference: median (min – max) | target |");
    System.out.println("|---|---|---|---|");
    if (wanted("1080p slides")) {
      ladder(
          "1080p slides",
          sources.slides(1080, seconds),
          FULL_HD,
          new Targets("≤ 0.60", "≤ 0.55"),
          "≤ 0.60");
    }
    if (wanted("1080p camera")) {
      ladder(
          "1080p camera",
          sources.camera(1080, 6, seconds),
          FULL_HD,
          new Targets("≤ 0.60", "≤ 0.55"),
          "≤ 0.60");
    }
    if (wanted("720p slides")) {
      ladder("720p slides", sources.slides(720, seconds), HD, new Targets("≤ 0.38", ""), "");
    }
    if (wanted("720p camera")) {
      ladder(
          "720p camera", sources.camera(720, 6, seconds), HD, new Targets("≤ 0.38", ""), "≤ 0.52");
    }
    if (wanted("720p noise")) {
      ladder("720p noise", sources.camera(720, 20, seconds), HD, new Targets("≤ 0.38", ""), "");
    }
    if (wanted("cut")) {
      cut();
    }
    if (wanted("360p with logo and credits")) {
      dressed();
    }
    if (wanted("capped-crf")) {
      cappedCrf();
    }
    if (wanted("timeline")) {
      timeline();
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

  private record Targets(String cpu, String wall) {}

  /** Our results of the last round, and what all rounds took, relative to the reference. */
  private static final class Side {
    final String preset;
    final Samples cpu = new Samples();
    final Samples wall = new Samples();

    @SuppressWarnings("NullAway.Init") // by the first run
    Path attempt;

    Side(String preset) {
      this.preset = preset;
    }
  }

  /**
   * @param equalTarget for the CPU time with equal presets; empty text = not run
   */
  private void ladder(
      String name, Path source, List<Integer> rungs, Targets targets, String equalTarget)
      throws Exception {
    Side own = new Side(preset);
    Side equal = new Side(referencePreset);
    List<Side> sides = equalTarget.isEmpty() ? List.of(own) : List.of(own, equal);
    Path theirs = null;
    for (int i = 0; i < pairs; i++) {
      theirs = runs.newFolder();
      BenchRuns.Cost reference =
          runs.reference(plan(source, theirs, seconds, rungs, List.of()).commands());
      for (Side side : sides) {
        side.attempt = runs.newFolder();
        BenchRuns.Cost cost =
            encode(source, side.attempt, Map.of(), side.preset, OptionalInt.empty());
        side.cpu.add(cost.cpu() / reference.cpu());
        side.wall.add(cost.wall() / reference.wall());
      }
    }
    rows(name, source, Objects.requireNonNull(theirs), rungs, own, targets);
    if (!equalTarget.isEmpty()) {
      String same = name + ", both " + referencePreset;
      rows(
          same,
          source,
          Objects.requireNonNull(theirs),
          rungs,
          equal,
          new Targets(equalTarget, targets.wall()));
    }
  }

  private void rows(
      String name, Path source, Path theirs, List<Integer> rungs, Side side, Targets targets)
      throws Exception {
    BenchRuns.row(name, "CPU", side.cpu.text("%.2f"), targets.cpu());
    BenchRuns.row(name, "wall", side.wall.text("%.2f"), targets.wall());
    for (int height : rungs) {
      String rung = name + " " + height + "p";
      Path ours = rendition(side.attempt, source, height);
      Path reference = theirs.resolve(height + "p.ts");
      quality.rows(rung, source, ours, reference, THEIRS);
      size(rung, ours, reference, "≤ 1.03");
    }
  }

  private static void size(String name, Path ours, Path reference, String target)
      throws IOException {
    BenchRuns.row(
        name,
        "size",
        String.format(Locale.ROOT, "%.3f", (double) Files.size(ours) / Files.size(reference)),
        target);
  }

  private void cut() throws Exception {
    int minutes = 10;
    Path source =
        runs.make(
            "long.mp4",
            String.format(
                Locale.ROOT,
                "-f lavfi -i testsrc2=s=640x360:r=25:d=%1$d -f lavfi -i sine=d=%1$d",
                minutes * 60));
    Samples cpu = new Samples();
    for (int i = 0; i < pairs; i++) {
      double all = encode(source, runs.newFolder(), Map.of(), preset, OptionalInt.empty()).cpu();
      double part =
          encode(
                  source,
                  runs.newFolder(),
                  Map.of("cut", Map.of("start", "00:09:30", "end", "00:09:50")),
                  preset,
                  OptionalInt.empty())
              .cpu();
      cpu.add(part / all);
    }
    BenchRuns.row(
        "cut of 20 s in the last tenth of 10 min",
        "CPU, relative to the whole",
        cpu.text("%.3f"),
        "≤ 0.15");
  }

  /**
   * Reading all packets of a container that has no table of them, compared with what it is done
   * for. An hour is sixty times the same minute; its encode costs sixty times as much.
   */
  private void timeline() throws Exception {
    Path minute = sources.slides(720, 60);
    Path hour =
        runs.make("hour.mkv", List.of("-stream_loop", "59", "-i", minute.toString(), "-c", "copy"));
    Samples cpu = new Samples();
    for (int i = 0; i < pairs; i++) {
      double encode = encode(minute, runs.newFolder(), Map.of(), preset, OptionalInt.empty()).cpu();
      cpu.add(runs.inspect(hour).cpu() / (60 * encode) * 100);
    }
    BenchRuns.row(
        "timeline of 1 h of 720p in MKV", "CPU, % of the encode", cpu.text("%.2f"), "≤ 1");
    Path recording = sources.browserRecording(6);
    BenchRuns.HeapWatch heap = new BenchRuns.HeapWatch();
    double wall = runs.inspect(recording).wall();
    String name = "timeline of a browser recording of 6 h";
    BenchRuns.row(name, "heap in use, MiB", heap.peak(), "≤ 64");
    BenchRuns.row(name, "wall, s", String.format(Locale.ROOT, "%.1f", wall), "");
  }

  private void dressed() throws Exception {
    Path source = sources.camera(360, 6, seconds);
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
      BenchRuns.Cost own =
          encode(source, runs.newFolder(), parameters, preset, OptionalInt.empty());
      cpu.add(own.cpu() / reference.cpu());
    }
    BenchRuns.row("360p with logo and credits", "CPU", cpu.text("%.2f"), "≤ 0.20");
  }

  private void cappedCrf() throws Exception {
    Path source = sources.text(1080, seconds);
    Path average = runs.newFolder();
    encode(source, average, Map.of(), preset, OptionalInt.empty());
    for (int crf : crfs) {
      Path capped = runs.newFolder();
      encode(source, capped, Map.of(), preset, OptionalInt.of(crf));
      String name = String.format(Locale.ROOT, "capped-crf %d, 1080p text", crf);
      long averageSize = 0;
      long cappedSize = 0;
      for (int height : FULL_HD) {
        Path one = rendition(average, source, height);
        Path other = rendition(capped, source, height);
        averageSize += runs.pictureBytes(one);
        cappedSize += runs.pictureBytes(other);
        size(name + " " + height + "p", other, one, "");
        quality.rows(
            name + " " + height + "p", source, other, one, "abr's", Optional.of("VMAF ≥ -1"));
      }
      String all = String.format(Locale.ROOT, "%.3f", (double) cappedSize / averageSize);
      BenchRuns.row(name, "video size of all renditions, relative to abr", all, "≤ 0.60");
    }
  }

  /**
   * The commands that an encode logs, run once more without us. On a source as long as the shortest
   * of lectures: what we add does not grow with it.
   */
  private void overhead() throws Exception {
    Path source = sources.slides(720, TALK_SECONDS);
    Samples cpu = new Samples();
    Samples wall = new Samples();
    for (int i = 0; i < pairs; i++) {
      Path there = runs.newFolder();
      BenchRuns.Cost own = encode(source, there, Map.of(), preset, OptionalInt.empty());
      Path again = Files.createDirectory(there.resolve("again"));
      Files.createDirectory(again.resolve("work"));
      Path output = Files.createDirectory(again.resolve("output"));
      double before = BenchRuns.cpu();
      long begin = System.nanoTime();
      for (List<String> command : logged(there)) {
        runs.run(
            command.stream()
                .map(
                    arg ->
                        arg.replace("file:work/", "file:" + again.resolve("work") + "/")
                            .replace("file:output/", "file:" + output + "/"))
                .toList(),
            output);
      }
      double bareCpu = BenchRuns.cpu() - before;
      double bareWall = (System.nanoTime() - begin) / 1e9;
      cpu.add((own.cpu() - bareCpu) / bareCpu * 100);
      wall.add(own.wall() - bareWall);
    }
    String name =
        String.format(Locale.ROOT, "overhead over bare ffmpeg, %d s of 720p", TALK_SECONDS);
    BenchRuns.row(name, "CPU, %", cpu.text("%.1f"), "≤ 3");
    BenchRuns.row(name, "wall, s", wall.text("%.1f"), "≤ 2");
  }

  private static List<List<String>> logged(Path attempt) throws IOException {
    List<List<String>> commands = new ArrayList<>();
    Matcher line =
        COMMAND.matcher(Files.readString(attempt.resolve("output").resolve("encoding.log")));
    while (line.find()) {
      if (!line.group(1).contains("ffprobe")) {
        commands.add(ShellWords.read(line.group(1)));
      }
    }
    return commands;
  }

  private static Path rendition(Path attempt, Path source, int height) {
    return attempt.resolve("output").resolve(height + "p_" + base(source) + ".ts");
  }

  // ---- runs

  private ReferencePlan plan(
      Path source, Path there, double length, List<Integer> rungs, List<String> window) {
    return new ReferencePlan(
        ffmpeg.ffmpeg(), referencePreset, source, there, length, rungs, window);
  }

  private BenchRuns.Cost encode(
      Path source, Path attempt, Map<String, Object> parameters, String ownPreset, OptionalInt crf)
      throws Exception {
    EncodingConfig config =
        new EncodingConfig(
            false,
            ownPreset,
            crf,
            false,
            2,
            LadderMode.AUTO,
            true,
            0,
            List.of(),
            "PCI_BUS_ID",
            Path.of("/"));
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
