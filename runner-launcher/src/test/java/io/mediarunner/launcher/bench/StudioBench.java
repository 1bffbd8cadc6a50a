package io.mediarunner.launcher.bench;

import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.LadderMode;
import io.mediarunner.core.config.StudioConfig;
import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.encoding.run.EncodingWork;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.studio.StudioWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Our studio task against the reference's two stages: one ffmpeg that joins the recordings into
 * {@code studio_base.mp4}, then its encode of that ({@link ReferencePlan}), with the same ffmpeg.
 * The reference encodes with its own preset, our renditions with the runner's default, and once
 * more with the reference's. They take slots; each figure is the median of the ratios of the pairs,
 * with its spread.
 */
@Command(name = "bench studio", mixinStandardHelpOptions = true)
public final class StudioBench implements Callable<Integer> {
  private static final String BASE = "studio_base.mp4";
  private static final List<Integer> RUNGS = List.of(360, 720);
  private static final int LONG_SECONDS = 600;
  private static final String BASE_PRESET = "medium";
  private static final int BASE_CRF = 23;

  /** What the reference's commands name. */
  private static final String REFERENCE_PRESET = "slow";

  @Option(
      names = "--pairs",
      description = "Number of pairs of runs per case (default: ${DEFAULT-VALUE})")
  private int pairs = 3;

  @Option(
      names = "--seconds",
      description = "Length of the sources in seconds (default: ${DEFAULT-VALUE})")
  private int seconds = 60;

  @Option(
      names = "--preset",
      description = "x264 preset for our renditions (default: the runner's default)")
  private String preset = ConfigKey.ENCODING_PRESET.defaultValue();

  @Option(names = "--only", description = "pipb or cut (default: both)")
  private String only = "";

  private final BenchRuns runs;
  private final PictureQuality quality;

  private StudioBench(BenchRuns runs) {
    this.runs = runs;
    this.quality = new PictureQuality(runs);
  }

  public static void main(String[] args) throws Exception {
    BenchRuns.main(StudioBench::new, args);
  }

  @Override
  public Integer call() throws Exception {
    System.out.printf(
        Locale.ROOT,
        "ffmpeg %s, preset of the base %s, of renditions %s (ours) and %s (reference); sources of"
            + " %d s, %d pair(s); %s%n%n",
        runs.ffmpeg().version(),
        BASE_PRESET,
        preset,
        REFERENCE_PRESET,
        seconds,
        pairs,
        quality.summary());
    System.out.println("| case | measure | ours / reference: median (min – max) | target |");
    System.out.println("|---|---|---|---|");
    if ("pipb".contains(only)) {
      pictureInPicture();
    }
    if ("cut".contains(only)) {
      cutAtTheEnd();
    }
    return 0;
  }

  private void pictureInPicture() throws Exception {
    Path screen = screen("1280x720", seconds);
    Path camera = camera("640x480", seconds);
    Path mediapackage = mediapackage(screen, camera, "");
    Map<String, Side> sides = new LinkedHashMap<>();
    sides.put(preset, new Side());
    sides.putIfAbsent(REFERENCE_PRESET, new Side());
    Path theirs = null;
    for (int i = 0; i < pairs; i++) {
      theirs = runs.newFolder();
      BenchRuns.Cost reference = reference(screen, camera, theirs);
      for (Map.Entry<String, Side> side : sides.entrySet()) {
        Path ours = runs.newFolder();
        side.getValue().add(studio(mediapackage, ours, side.getKey()), reference, ours);
      }
    }
    Path lossless = runs.folder().resolve("lossless.mp4");
    runs.run(stageOne(screen, camera, lossless, "ultrafast", 0), runs.folder());
    for (Map.Entry<String, Side> side : sides.entrySet()) {
      String name =
          "720p screen and 480p camera, pipb, "
              + (side.getKey().equals(REFERENCE_PRESET)
                  ? REFERENCE_PRESET + " on both sides"
                  : "ours " + side.getKey());
      rows(name, side.getValue(), Objects.requireNonNull(theirs), lossless);
    }
  }

  /** What one of our presets took, and where its last results are. */
  private static final class Side {
    private final Samples cpu = new Samples();
    private final Samples wall = new Samples();

    @SuppressWarnings("NullAway.Init") // by the first run
    private Path results;

    void add(BenchRuns.Cost own, BenchRuns.Cost reference, Path attempt) {
      cpu.add(own.cpu() / reference.cpu());
      wall.add(own.wall() / reference.wall());
      results = attempt.resolve("output");
    }
  }

  private void rows(String name, Side ours, Path theirs, Path lossless) throws Exception {
    BenchRuns.row(name, "CPU", ours.cpu.text("%.2f"), "≤ 0.55");
    BenchRuns.row(name, "wall", ours.wall.text("%.2f"), "≤ 0.50");
    for (int height : RUNGS) {
      Path own = ours.results.resolve(height + "p_studio_base.ts");
      Path reference = theirs.resolve(height + "p.ts");
      String rung = name + ", " + height + "p compared with a lossless composition";
      Optional<String> target = Optional.of(height == 720 ? "≥ 0" : "");
      quality.rows(rung, lossless, own, reference, "the reference's", target);
      BenchRuns.row(name + ", " + height + "p", "size", ratio(own, reference), "");
    }
    BenchRuns.row(
        name + ", " + BASE, "size", ratio(ours.results.resolve(BASE), theirs.resolve(BASE)), "");
  }

  private static String ratio(Path ours, Path theirs) throws IOException {
    return String.format(Locale.ROOT, "%.3f", (double) Files.size(ours) / Files.size(theirs));
  }

  private void cutAtTheEnd() throws Exception {
    Path screen = screen("640x360", LONG_SECONDS);
    Path camera = camera("320x240", LONG_SECONDS);
    Path smil = runs.folder().resolve("cut.smil");
    Files.writeString(
        smil, "<smil><body><video clipBegin=\"570s\" clipEnd=\"590s\"/></body></smil>");
    Path whole = mediapackage(screen, camera, "");
    Path part = mediapackage(screen, camera, smil.getFileName().toString());
    Samples cpu = new Samples();
    for (int i = 0; i < pairs; i++) {
      double all = studio(whole, runs.newFolder(), preset).cpu();
      cpu.add(studio(part, runs.newFolder(), preset).cpu() / all);
    }
    BenchRuns.row(
        "cut of 20 s at the end of a 10 min pair",
        "CPU, relative to the whole",
        cpu.text("%.3f"),
        "≤ 0.15");
  }

  // ---- sources

  /** Captured from a screen: without the noise of a lens. */
  private Path screen(String size, int length) throws Exception {
    return runs.make(
        String.format(Locale.ROOT, "screen%s.mp4", size),
        String.format(
            Locale.ROOT,
            "-f lavfi -i testsrc2=s=%s:r=30:d=%d -f lavfi -i sine=d=%d",
            size,
            length,
            length));
  }

  /**
   * It says its colours: of a small picture that does not, ours would assume others than the
   * reference and convert them, and the two compositions could not be compared.
   */
  private Path camera(String size, int length) throws Exception {
    return runs.make(
        String.format(Locale.ROOT, "camera%s.mp4", size),
        String.format(
            Locale.ROOT,
            "-f lavfi -i testsrc=s=%s:r=30:d=%d,noise=alls=6:allf=t -f lavfi -i sine=f=880:d=%d"
                + " -color_range tv -color_primaries bt709 -color_trc bt709 -colorspace bt709",
            size,
            length,
            length));
  }

  private Path mediapackage(Path screen, Path camera, String smil) throws Exception {
    String catalog =
        smil.isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                "<metadata><catalog type=\"smil/cutting\"><url>%s</url></catalog></metadata>",
                smil);
    return Files.writeString(
        Files.createTempFile(runs.folder(), "package", ".xml"),
        String.format(
            Locale.ROOT,
            """
        <mediapackage xmlns="http://mediapackage.opencastproject.org" presenter="pipb"><media>
        <track type="presentation/source"><url>%s</url></track>
        <track type="presenter/source"><url>%s</url></track></media>%s</mediapackage>
        """,
            screen.getFileName(),
            camera.getFileName(),
            catalog));
  }

  // ---- runs

  /** The reference's two stages. */
  private BenchRuns.Cost reference(Path screen, Path camera, Path folder) throws Exception {
    Path base = folder.resolve(BASE);
    List<List<String>> commands = new ArrayList<>();
    commands.add(stageOne(screen, camera, base, BASE_PRESET, BASE_CRF));
    commands.addAll(
        new ReferencePlan(
                runs.ffmpeg().ffmpeg(), REFERENCE_PRESET, base, folder, seconds, RUNGS, List.of())
            .commands());
    return runs.reference(commands);
  }

  private BenchRuns.Cost studio(Path mediapackage, Path attempt, String renditions)
      throws Exception {
    EncodingWork encoding =
        new EncodingWork(
            runs.ffmpeg(),
            new EncodingConfig(
                false,
                renditions,
                OptionalInt.empty(),
                false,
                2,
                LadderMode.AUTO,
                true,
                0,
                List.of(),
                "PCI_BUS_ID",
                Path.of("/")),
            BenchRuns.limits(),
            Set.of("magicyuv"),
            Hardware.NONE);
    return runs.task(
        new StudioWork(encoding, new StudioConfig(BASE_CRF, BASE_PRESET, "128k", false, false), 0),
        "studio",
        mediapackage,
        attempt,
        Map.of());
  }

  /** The reference's command for two recordings on the CPU, small picture at the bottom right. */
  private List<String> stageOne(Path screen, Path camera, Path to, String x264, int crf) {
    String each =
        "settb=AVTB,setpts=PTS-STARTPTS,fps=30,scale=-2:%d,setsar=1,format=yuv420p,"
            + "tpad=stop_mode=clone:stop_duration=%d";
    return List.of(
        runs.ffmpeg().ffmpeg().toString(),
        "-hide_banner",
        "-nostdin",
        "-v",
        "error",
        "-y",
        "-protocol_whitelist",
        "file",
        "-i",
        "file:" + screen,
        "-protocol_whitelist",
        "file",
        "-i",
        "file:" + camera,
        "-filter_complex",
        "[0:v]"
            + String.format(Locale.ROOT, each, 720, seconds)
            + "[p];[1:v]"
            + String.format(Locale.ROOT, each, 180, seconds)
            + "[c];[p][c]overlay=W-w-10:H-h-10:eof_action=pass:shortest=0:repeatlast=0,format=yuv420p,"
            + String.format(
                Locale.ROOT, "trim=duration=%d,setpts=PTS-STARTPTS,setsar=1[vout]", seconds),
        "-map",
        "[vout]",
        "-map",
        "0:a?",
        "-c:v",
        "libx264",
        "-preset",
        x264,
        "-crf",
        "" + crf,
        "-pix_fmt",
        "yuv420p",
        "-sc_threshold",
        "0",
        "-force_key_frames",
        "expr:gte(t,n_forced*1)",
        "-c:a",
        "aac",
        "-ar",
        "48000",
        "-b:a",
        "128k",
        "-movflags",
        "+faststart",
        "-fps_mode",
        "cfr",
        "-r",
        "30",
        "-max_muxing_queue_size",
        "4000",
        "file:" + to);
  }
}
