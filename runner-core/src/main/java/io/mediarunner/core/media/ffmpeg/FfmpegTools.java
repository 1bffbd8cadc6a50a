package io.mediarunner.core.media.ffmpeg;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * The ffmpeg that this runner uses, found and checked at start.
 *
 * @param ffmpeg the program
 * @param ffprobe its sibling
 * @param version as it names itself, such as {@code 5.1.9-0+deb12u1}
 * @param origin where it came from, for people: configured, system or embedded
 * @param environment variables that both need, such as LD_LIBRARY_PATH for the embedded one
 */
public record FfmpegTools(
    Path ffmpeg, Path ffprobe, String version, String origin, Map<String, String> environment) {
  /**
   * @throws NullPointerException if a component is null
   */
  public FfmpegTools {
    Objects.requireNonNull(ffmpeg, "ffmpeg");
    Objects.requireNonNull(ffprobe, "ffprobe");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(origin, "origin");
    environment = Map.copyOf(environment);
  }
}
