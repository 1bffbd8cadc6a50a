package io.mediarunner.core.media.ffmpeg;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The ffmpeg that this runner uses, found and checked at start.
 *
 * @param ffmpeg the program
 * @param ffprobe its sibling
 * @param version as it reports it, such as {@code 5.1.9-0+deb12u1}
 * @param origin where it came from, for people: configured, system or embedded
 * @param environment variables that both need, such as LD_LIBRARY_PATH for the embedded one
 * @param rules for files from outside; without them, none can be opened
 */
public record FfmpegTools(
    Path ffmpeg,
    Path ffprobe,
    String version,
    String origin,
    Map<String, String> environment,
    Optional<InputRules> rules) {
  /**
   * @throws NullPointerException if a component is null
   */
  public FfmpegTools {
    Objects.requireNonNull(ffmpeg, "ffmpeg");
    Objects.requireNonNull(ffprobe, "ffprobe");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(origin, "origin");
    environment = Map.copyOf(environment);
    Objects.requireNonNull(rules, "rules");
  }

  /** Without rules. */
  public FfmpegTools(
      Path ffmpeg, Path ffprobe, String version, String origin, Map<String, String> environment) {
    this(ffmpeg, ffprobe, version, origin, environment, Optional.empty());
  }

  /** The same for files from outside. */
  public FfmpegTools with(InputRules known) {
    return new FfmpegTools(ffmpeg, ffprobe, version, origin, environment, Optional.of(known));
  }

  /**
   * The options of an input file from outside, for ffmpeg and ffprobe.
   *
   * @throws IllegalStateException without rules
   */
  public List<String> source(Path file) {
    return known().source(file);
  }

  /**
   * The options of an input file from outside that is a single image, such as a logo.
   *
   * @throws IllegalStateException without rules
   */
  public List<String> picture(Path file) {
    return known().picture(file);
  }

  private InputRules known() {
    return rules.orElseThrow(() -> new IllegalStateException("no rules for files from outside"));
  }
}
