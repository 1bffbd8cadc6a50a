package io.mediarunner.core.media.ffmpeg;

import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.process.ProcessRunner;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the ffmpeg to use: the configured one, else the system's if it is suitable, else the
 * embedded one. Suitable means version 5.1 or newer with libx264. Starts programs and waits, so it
 * does not belong on an event loop.
 */
public final class FfmpegLocator {
  private static final Logger log = LoggerFactory.getLogger(FfmpegLocator.class);

  /** {@code -fps_mode} came with 5.1; development builds are named by date and newer. */
  private static final int[] OLDEST = {5, 1};

  private static final Pattern VERSION = Pattern.compile("ffmpeg version n?(\\S+)");
  private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+).*");
  private static final Pattern LIBRARY =
      Pattern.compile("error while loading shared libraries: (lib[A-Za-z0-9_+-]+\\.so\\S*?):");

  /** Packages that the embedded build's device library needs on Debian and Ubuntu. */
  private static final List<String> EMBEDDED_NEEDS =
      List.of("libxcb1", "libxcb-shm0", "libasound2", "libpulse0");

  private static final String EMBEDDED = "embedded";

  private final ToolConfig config;
  private final Optional<EmbeddedFfmpeg> embedded;
  private final ProcessRunner runner;
  private final String searchPath;
  private final Set<String> deniedCodecs;

  /**
   * @param searchPath folders to search, as in the variable PATH
   * @param deniedCodecs that no decoder ever sees
   */
  public FfmpegLocator(
      ToolConfig config,
      Optional<EmbeddedFfmpeg> embedded,
      ProcessRunner runner,
      String searchPath,
      Set<String> deniedCodecs) {
    this.deniedCodecs = Set.copyOf(deniedCodecs);
    this.config = Objects.requireNonNull(config, "config");
    this.embedded = Objects.requireNonNull(embedded, "embedded");
    this.runner = Objects.requireNonNull(runner, "runner");
    this.searchPath = Objects.requireNonNull(searchPath, "searchPath");
  }

  /**
   * @throws FfmpegMissingException if there is none; the message says what to do
   * @throws IOException if the embedded one cannot be unpacked
   */
  public FfmpegTools find() throws FfmpegMissingException, IOException {
    if (config.ffmpeg().isPresent()) {
      Path ffmpeg = config.ffmpeg().get();
      Verdict verdict = examine(ffmpeg, Map.of());
      if (!verdict.good()) {
        throw new FfmpegMissingException("FFMPEG_PATH: " + verdict.complaint(), List.of());
      }
      return tools(ffmpeg, verdict, "configured", Map.of());
    }
    Optional<Path> system = onPath("ffmpeg");
    if (system.isPresent()) {
      Verdict verdict = examine(system.get(), Map.of());
      if (verdict.good()) {
        return preferred(tools(system.get(), verdict, "system", Map.of()));
      }
      log.warn("{}; using the embedded ffmpeg", verdict.complaint());
    }
    return embedded();
  }

  /**
   * The one that {@link #find} returns, and after it the others that are usable.
   *
   * @throws FfmpegMissingException as {@link #find}
   * @throws IOException as {@link #find}
   */
  public List<FfmpegTools> all() throws FfmpegMissingException, IOException {
    List<FfmpegTools> all = new ArrayList<>(List.of(find()));
    Optional<Path> system = onPath("ffmpeg");
    if (system.isPresent() && !all.get(0).ffmpeg().equals(system.get())) {
      Verdict verdict = examine(system.get(), Map.of());
      if (verdict.good()) {
        all.add(tools(system.get(), verdict, "system", Map.of()));
      }
    }
    if (!all.get(0).origin().equals(EMBEDDED)
        && embedded.filter(EmbeddedFfmpeg::present).isPresent()) {
      try {
        all.add(embedded());
      } catch (FfmpegMissingException e) {
        log.debug("the embedded ffmpeg is of no use here", e);
      }
    }
    return List.copyOf(all);
  }

  /** The system's, unless sources could reach a hole in it that the embedded one has not. */
  private FfmpegTools preferred(FfmpegTools system) throws IOException {
    List<DecoderHole> holes = DecoderHole.open(system.version(), deniedCodecs);
    if (holes.isEmpty()) {
      return system;
    }
    try {
      FfmpegTools other = embedded();
      if (DecoderHole.open(other.version(), deniedCodecs).size() < holes.size()) {
        log.warn(
            "{} {} has holes in its decoders: {}; using the embedded ffmpeg {}. Update it, or set"
                + " FFMPEG_PATH to use it all the same",
            system.ffmpeg(),
            system.version(),
            holes,
            other.version());
        return other;
      }
    } catch (FfmpegMissingException e) {
      log.debug("no embedded ffmpeg", e);
    }
    log.warn(
        "{} {} has holes in its decoders: {}. Update it, or add them to MEDIA_CODEC_DENYLIST",
        system.ffmpeg(),
        system.version(),
        holes);
    return system;
  }

  private FfmpegTools embedded() throws FfmpegMissingException, IOException {
    if (embedded.filter(EmbeddedFfmpeg::present).isEmpty()) {
      throw new FfmpegMissingException(
          "no usable ffmpeg: install one with 'apt-get install ffmpeg', or set FFMPEG_PATH",
          List.of("ffmpeg"));
    }
    Path folder = embedded.get().unpack();
    Map<String, String> environment = Map.of("LD_LIBRARY_PATH", folder.toString());
    Verdict verdict = examine(folder.resolve("ffmpeg"), environment);
    if (!verdict.good()) {
      throw new FfmpegMissingException(
          verdict.complaint()
              + "; run 'apt-get install ffmpeg', or, if it lacks a library, 'apt-get install "
              + String.join(" ", EMBEDDED_NEEDS)
              + "'",
          EMBEDDED_NEEDS);
    }
    return tools(folder.resolve("ffmpeg"), verdict, EMBEDDED, environment);
  }

  private FfmpegTools tools(
      Path ffmpeg, Verdict verdict, String origin, Map<String, String> environment)
      throws FfmpegMissingException {
    Path beside = ffmpeg.resolveSibling("ffprobe");
    Path ffprobe =
        config
            .ffprobe()
            .or(() -> Files.isExecutable(beside) ? Optional.of(beside) : onPath("ffprobe"))
            .orElseThrow(
                () ->
                    new FfmpegMissingException(
                        "no ffprobe next to " + ffmpeg + "; set FFPROBE_PATH", List.of("ffmpeg")));
    return new FfmpegTools(ffmpeg, ffprobe, verdict.version(), origin, environment);
  }

  /**
   * Result of examining a program.
   *
   * @param complaint why it cannot be used; empty text if it can
   */
  private record Verdict(String version, String complaint) {
    boolean good() {
      return complaint.isEmpty();
    }
  }

  private Verdict examine(Path ffmpeg, Map<String, String> environment) throws IOException {
    // One run gives both: the banner has the version, the listing the encoders.
    ProgramOutput toolLog =
        ProgramOutput.of(runner, List.of(ffmpeg.toString(), "-encoders"), environment);
    if (!toolLog.ok()) {
      Matcher library = LIBRARY.matcher(toolLog.text());
      String reason =
          library.find() ? "the library " + library.group(1) + " is missing" : "it fails to run";
      return new Verdict("", ffmpeg + " cannot be used: " + reason);
    }
    String version = version(toolLog.text());
    if (!recent(version)) {
      return new Verdict(
          version, ffmpeg + " cannot be used: version " + version + " is older than 5.1");
    }
    if (!toolLog.text().contains(" libx264 ")) {
      return new Verdict(version, ffmpeg + " cannot be used: it lacks the libx264 encoder");
    }
    return new Verdict(version, "");
  }

  static String version(String banner) {
    Matcher version = VERSION.matcher(banner);
    return version.find() ? version.group(1) : "unknown";
  }

  static boolean recent(String version) {
    Matcher numbers = NUMBERS.matcher(version);
    if (!numbers.matches()) {
      return !version.equals("unknown"); // a development build
    }
    int major = Integer.parseInt(numbers.group(1));
    int minor = Integer.parseInt(numbers.group(2));
    return major > OLDEST[0] || (major == OLDEST[0] && minor >= OLDEST[1]);
  }

  private Optional<Path> onPath(String program) {
    for (String folder : searchPath.split(File.pathSeparator)) {
      Path candidate = Path.of(folder, program);
      if (!folder.isEmpty() && Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
