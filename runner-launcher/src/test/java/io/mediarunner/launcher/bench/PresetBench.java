package io.mediarunner.launcher.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The search for {@code ENCODING_PRESET=balanced}: settings of x264 compared with {@code slow}, at
 * the rates of the default ladder, on slides, on a camera and on a noisy clip. x264 alone: no
 * audio, no copies.
 */
@Command(name = "bench presets", mixinStandardHelpOptions = true)
public final class PresetBench implements Callable<Integer> {
  private static final List<Integer> RUNGS = List.of(360, 720, 1080);
  private static final String YARDSTICK = "slow";

  @Option(
      names = "--try",
      description =
          "A preset, optionally with x264 parameters after a slash: slow/ref=1:subme=7 (repeatable)")
  private List<String> candidates = new ArrayList<>();

  @Option(
      names = "--seconds",
      description = "Length of the sources in seconds (default: ${DEFAULT-VALUE})")
  private int seconds = 12;

  @Option(
      names = "--height",
      description =
          "Height of the sources; they get all renditions up to it (default: ${DEFAULT-VALUE})")
  private int height = 720;

  @Option(names = "--only", description = "Only sources whose name contains this text")
  private String only = "";

  private final BenchRuns runs;
  private final PictureQuality quality;

  private PresetBench(BenchRuns runs) {
    this.runs = runs;
    this.quality = new PictureQuality(runs);
  }

  public static void main(String[] args) throws Exception {
    BenchRuns.main(PresetBench::new, args);
  }

  @Override
  public Integer call() throws Exception {
    if (candidates.isEmpty()) {
      candidates =
          List.of(
              "medium",
              "faster",
              "slow/trellis=1:subme=6:ref=2:rc-lookahead=20",
              "slow/trellis=1:subme=6:ref=1:me=hex:bframes=4:rc-lookahead=20:psy-rd=0.4,0",
              "slow/trellis=1:subme=6:ref=2:bframes=4:rc-lookahead=20:psy-rd=0.2,0",
              "slow/trellis=1:subme=6:ref=2:bframes=4:rc-lookahead=20:psy=0");
    }
    System.out.printf(
        Locale.ROOT,
        "ffmpeg %s; compared with %s; sources of %d s, %dp; %s%n%n",
        runs.ffmpeg().version(),
        YARDSTICK,
        seconds,
        height,
        quality.summary());
    System.out.println("| source | x264 | CPU | rendition | size | quality, minus that of slow |");
    System.out.println("|---|---|---|---|---|---|");
    BenchSources sources = new BenchSources(runs);
    if ("slides".contains(only)) {
      compare("slides", sources.slides(height, seconds));
    }
    if ("camera".contains(only)) {
      compare("camera", sources.camera(height, 6, seconds));
    }
    if ("noise".contains(only)) {
      compare("noise", sources.camera(height, 20, seconds));
    }
    return 0;
  }

  private List<Integer> rungs() {
    return RUNGS.stream().filter(rung -> rung <= height).toList();
  }

  private record Encoded(double cpu, Map<Integer, Path> rungs) {
    Path rung(int height) {
      return Objects.requireNonNull(rungs.get(height));
    }
  }

  private void compare(String name, Path source) throws Exception {
    Encoded slow = encode(source, YARDSTICK);
    Map<Integer, Map<PictureQuality.Measure, Double>> yardstick = new HashMap<>();
    for (int rung : rungs()) {
      yardstick.put(rung, quality.of(source, slow.rung(rung)));
    }
    for (String candidate : candidates) {
      Encoded own = encode(source, candidate);
      for (int rung : rungs()) {
        Path file = own.rung(rung);
        Map<PictureQuality.Measure, Double> best = Objects.requireNonNull(yardstick.get(rung));
        Map<PictureQuality.Measure, Double> less = new EnumMap<>(PictureQuality.Measure.class);
        quality
            .of(source, file)
            .forEach(
                (measure, value) ->
                    less.put(measure, value - Objects.requireNonNull(best.get(measure))));
        StringBuilder text = new StringBuilder();
        less.forEach(
            (measure, value) ->
                text.append(
                    String.format(Locale.ROOT, "%s " + measure.form + " ", measure.label, value)));
        System.out.printf(
            Locale.ROOT,
            "| %s | %s | %.2f | %dp | %.3f | %s |%n",
            name,
            candidate,
            own.cpu() / slow.cpu(),
            rung,
            (double) Files.size(file) / Files.size(slow.rung(rung)),
            text.toString().strip());
      }
    }
  }

  /** CPU seconds of all rungs together. */
  private Encoded encode(Path source, String settings) throws Exception {
    Path there = runs.newFolder();
    Map<Integer, Path> rungs = new HashMap<>();
    double cpu = 0;
    for (int rung : rungs()) {
      Path file = there.resolve(rung + "p.mp4");
      String[] parts = settings.split("/", 2);
      List<String> options = new ArrayList<>();
      if (parts.length == 2) {
        options.addAll(List.of("-x264-params", parts[1]));
      }
      cpu +=
          runs.reference(
                  List.of(
                      ReferencePlan.rung(
                          runs.ffmpeg().ffmpeg(), parts[0], options, source, rung, file)))
              .cpu();
      rungs.put(rung, file);
    }
    return new Encoded(cpu, rungs);
  }
}
