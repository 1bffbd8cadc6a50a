package io.mediarunner.core.media.audio;

import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.TaskProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What listening takes.
 *
 * @param processes of the task
 * @param workDir scratch folder of the attempt
 */
public record AudioTools(
    FfmpegTools ffmpeg, TaskProcesses processes, Path workDir, ToolConfig limits, EncodingLog log) {
  private static final Duration GRACE = Duration.ofSeconds(5);

  /**
   * @throws NullPointerException if a component is null
   */
  public AudioTools {
    Objects.requireNonNull(ffmpeg, "ffmpeg");
    Objects.requireNonNull(processes, "processes");
    Objects.requireNonNull(workDir, "workDir");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(log, "log");
  }

  /** How each command begins. */
  public List<String> start(String level) {
    return new ArrayList<>(
        List.of(
            ffmpeg.ffmpeg().toString(),
            "-hide_banner",
            "-nostdin",
            "-nostats",
            "-loglevel",
            "level+" + level));
  }

  Path toolLog(String step) {
    return workDir.resolve(step + ".log");
  }

  /** Runs a command; what it says replaces what an earlier run of that step has said. */
  public ProcessExit run(String step, List<String> command)
      throws TaskFailedException, IOException {
    Files.deleteIfExists(toolLog(step)); // programs append
    return processes.attempt(
        new ProcessSpec(
            command,
            workDir,
            ffmpeg.environment(),
            toolLog(step),
            toolLog(step),
            limits.limit(),
            GRACE,
            limits.nice()));
  }
}
