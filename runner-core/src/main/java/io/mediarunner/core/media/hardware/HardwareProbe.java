package io.mediarunner.core.media.hardware;

import io.mediarunner.core.json.JsonCache;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.InputRules;
import io.mediarunner.core.media.ffmpeg.ProgramOutput;
import io.mediarunner.core.media.hardware.Hardware.Finding;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.process.sandbox.Box;
import io.mediarunner.core.text.Lines;
import io.mediarunner.core.workspace.TemporaryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tests graphics hardware: opens each kind of device, and if one opens, sends real frames through
 * its decoder, scaler and encoder. Starts programs and waits, up to a minute with hardware and
 * under a second without, so it does not belong on an event loop.
 */
public final class HardwareProbe {
  /** Changes whenever other things are tested. */
  private static final String TESTS = "tests 2";

  private static final Pattern COMPONENT = Pattern.compile("^(\\[[^]]*]) ?(.*)$");

  private static final List<String> PICTURES =
      InputRules.generated("testsrc2=s=640x360:r=25:d=0.4");

  /** Codecs of lecture videos, and the encoders that produce a sample of each. */
  private enum Sample {
    H264("h264", "libx264"),
    HEVC("hevc", "libx265"),
    HEVC_10("hevc" + Hardware.TEN_BITS, "libx265"),
    VP8("vp8", "libvpx"),
    VP9("vp9", "libvpx-vp9"),
    VP9_10("vp9" + Hardware.TEN_BITS, "libvpx-vp9"),
    AV1("av1", "libsvtav1"),
    AV1_10("av1" + Hardware.TEN_BITS, "libsvtav1"),
    MPEG2("mpeg2video", "mpeg2video");

    private final String codec;
    private final String encoder;

    Sample(String codec, String encoder) {
      this.codec = codec;
      this.encoder = encoder;
    }

    private boolean tenBits() {
      return codec.endsWith(Hardware.TEN_BITS);
    }

    private String pixelFormat() {
      return tenBits() ? "yuv420p10le" : "yuv420p";
    }

    private String downloadFormat() {
      return tenBits() ? "p010le" : "nv12";
    }
  }

  private final FfmpegTools tools;
  private final ProcessRunner runner;
  private final int device;

  /**
   * @param tools with the environment that selects devices
   * @param device index, from 0
   */
  public HardwareProbe(FfmpegTools tools, ProcessRunner runner, int device) {
    this.tools = Objects.requireNonNull(tools, "tools");
    this.runner = Objects.requireNonNull(runner, "runner");
    this.device = device;
  }

  /** The cached result of a probe; valid while nothing that it depends on has changed. */
  record Kept(String key, Hardware hardware) {
    Kept {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(hardware, "hardware");
    }
  }

  /**
   * The cached result if ffmpeg and driver are still the same, else a new one, which is then
   * cached.
   *
   * @param file the cache
   */
  public Hardware cached(Path file) throws IOException {
    String key = key();
    JsonCache cache = new JsonCache(file);
    Optional<Hardware> kept =
        cache.read(Kept.class).filter(k -> k.key().equals(key)).map(Kept::hardware);
    if (kept.isPresent()) {
      return kept.get();
    }
    Hardware hardware = probe();
    cache.write(new Kept(key, hardware));
    return hardware;
  }

  /** Everything that the result depends on. */
  private String key() throws IOException {
    return String.join(
        " | ",
        TESTS,
        tools.ffmpeg().toString(),
        tools.version(),
        driver(),
        "device " + device,
        "visible " + tools.environment().getOrDefault("CUDA_VISIBLE_DEVICES", "all"));
  }

  /** Version of the NVIDIA driver, kernel (whose drivers serve the others), device files. */
  static String driver() throws IOException {
    Path nvidia = Path.of("/proc/driver/nvidia/version");
    List<String> facts = new ArrayList<>();
    facts.add(
        Files.isReadable(nvidia)
            ? Lines.read(nvidia, lines -> lines.findFirst().orElse(""))
            : "no NVIDIA driver");
    facts.add(System.getProperty("os.version"));
    Path dri = Path.of("/dev/dri");
    if (Files.isDirectory(dri)) {
      try (Stream<Path> nodes = Files.list(dri)) {
        nodes.map(node -> node.getFileName().toString()).sorted().forEach(facts::add);
      }
    }
    return String.join(" ", facts);
  }

  /** Tests now whether a device opens, and nothing else. */
  boolean opens(HardwareApi api) throws IOException {
    return tryOut(Hardware.deviceName(api), open(api)).works();
  }

  /** Tests everything now. */
  public Hardware probe() throws IOException {
    Path folder = TemporaryFiles.folder("hardware-probe-");
    List<Finding> findings = new ArrayList<>();
    List<Sample> made = new ArrayList<>();
    try {
      for (HardwareApi api : HardwareApi.values()) {
        Finding opened = tryOut(Hardware.deviceName(api), open(api));
        findings.add(opened);
        if (opened.works()) {
          if (made.isEmpty()) {
            made.addAll(samples(folder));
          }
          for (Sample sample : made) {
            findings.add(
                tryOut(
                    Hardware.decodeName(api, sample.codec),
                    decode(api, sample, folder.resolve(sample.name())),
                    Box.CLOSED.writing(folder)));
          }
          findings.add(tryOut(Hardware.scaleName(api), scale(api)));
          findings.add(tryOut(Hardware.encodeName(api), encode(api)));
        }
      }
    } finally {
      for (Sample sample : Sample.values()) {
        Files.deleteIfExists(folder.resolve(sample.name()));
      }
      Files.deleteIfExists(folder);
    }
    return new Hardware(device, findings);
  }

  private Finding tryOut(String name, List<String> command) throws IOException {
    return tryOut(name, command, Box.CLOSED);
  }

  private Finding tryOut(String name, List<String> command, Box box) throws IOException {
    ProgramOutput toolLog = ProgramOutput.of(runner, command, tools.environment(), box);
    return new Finding(name, toolLog.ok(), toolLog.ok() ? "works" : reason(toolLog.text()));
  }

  /**
   * The first error is the cause, later ones its consequences; but the same component may need two
   * lines to say it.
   */
  static String reason(String toolLog) {
    List<String> lines =
        toolLog.lines().map(String::strip).filter(line -> !line.isEmpty()).limit(2).toList();
    if (lines.isEmpty()) {
      return "it failed without output, or took more than 10 s";
    }
    String component = COMPONENT.matcher(lines.get(0)).replaceFirst("$1");
    boolean more =
        lines.size() == 2
            && !component.isEmpty()
            && !component.equals(lines.get(0))
            && lines.get(1).startsWith(component);
    return (more ? lines : lines.subList(0, 1))
        .stream()
            .map(line -> COMPONENT.matcher(line).replaceFirst("$2"))
            .map(line -> line.replaceFirst("[.]$", ""))
            .collect(Collectors.joining(". "));
  }

  private List<Sample> samples(Path folder) throws IOException {
    List<Sample> made = new ArrayList<>();
    Box box = Box.CLOSED.writing(folder);
    for (Sample sample : Sample.values()) {
      List<String> command = start();
      command.addAll(PICTURES);
      command.addAll(
          List.of("-c:v", sample.encoder, "-pix_fmt", sample.pixelFormat(), "-f", "matroska"));
      command.add("file:" + folder.resolve(sample.name()));
      if (ProgramOutput.of(runner, command, tools.environment(), box).ok()) {
        made.add(sample);
      }
    }
    return made;
  }

  private List<String> open(HardwareApi api) {
    List<String> command = start();
    command.addAll(api.open(device));
    command.addAll(PICTURES);
    command.addAll(toNull());
    return command;
  }

  /** Frames that the CPU decoded cannot be downloaded from a device: the command would fail. */
  private List<String> decode(HardwareApi api, Sample sample, Path file) {
    List<String> command = start();
    command.addAll(api.open(device));
    command.addAll(api.decode(true));
    command.addAll(InputRules.own(file));
    command.addAll(List.of("-vf", "hwdownload,format=" + sample.downloadFormat()));
    command.addAll(toNull());
    return command;
  }

  private List<String> scale(HardwareApi api) {
    List<String> command = start();
    command.addAll(api.open(device));
    command.addAll(PICTURES);
    command.addAll(
        List.of(
            "-vf",
            String.format(
                Locale.ROOT,
                "format=%1$s,hwupload=extra_hw_frames=16,%2$s,hwdownload,format=%1$s",
                api.pixelFormat(),
                api.scale(320, 180))));
    command.addAll(toNull());
    return command;
  }

  private List<String> encode(HardwareApi api) {
    List<String> command = start();
    command.addAll(api.open(device));
    command.addAll(PICTURES);
    if (!api.toEncoder().isEmpty()) {
      command.addAll(List.of("-vf", String.join(",", api.toEncoder())));
    }
    command.addAll(List.of("-c:v", api.encoder()));
    command.addAll(toNull());
    return command;
  }

  private List<String> start() {
    return new ArrayList<>(
        Arrays.asList(
            tools.ffmpeg().toString(), "-hide_banner", "-nostdin", "-y", "-loglevel", "error"));
  }

  private static List<String> toNull() {
    return List.of("-f", "null", "-");
  }
}
