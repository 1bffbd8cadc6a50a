package io.mediarunner.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The outside programs and their limits.
 *
 * @param ffmpeg path of ffmpeg ({@code FFMPEG_PATH}); empty = search
 * @param ffprobe path of ffprobe ({@code FFPROBE_PATH}); empty = next to ffmpeg, else search
 * @param limit wall time that one program may take ({@code EXTERNAL_SCRIPT_TIMEOUT_SECONDS})
 * @param nice scheduling niceness of media programs, 0 to 19, so that the runner stays responsive
 *     while they run ({@code TOOL_NICE})
 * @param stall how long an encode may show no sign of life ({@code TOOL_STALL_SECONDS})
 */
public record ToolConfig(
    Optional<Path> ffmpeg, Optional<Path> ffprobe, Duration limit, int nice, Duration stall) {
  private static final Duration STALL = Duration.ofMinutes(2);

  /**
   * @throws NullPointerException if a component is null
   */
  public ToolConfig {
    Objects.requireNonNull(ffmpeg, "ffmpeg");
    Objects.requireNonNull(ffprobe, "ffprobe");
    Objects.requireNonNull(limit, "limit");
    Objects.requireNonNull(stall, "stall");
  }

  /** With the default stall limit. */
  public ToolConfig(Optional<Path> ffmpeg, Optional<Path> ffprobe, Duration limit, int nice) {
    this(ffmpeg, ffprobe, limit, nice, STALL);
  }
}
