package io.mediarunner.core.media.ffmpeg;

import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.RunningProcess;
import io.mediarunner.core.text.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Runs ffmpeg for one task: logs commands and output, and classifies failures. */
public final class FfmpegRun {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Pattern NO_FRAME =
      Pattern.compile("Cannot determine format of input .*after EOF");

  private final FfmpegTools tools;
  private final ToolConfig limits;
  private final Duration stall;
  private final MediaTask task;
  private final EncodingLog log;

  /**
   * @param stall how long a program may make no progress
   * @param log where commands and their output go
   */
  public FfmpegRun(
      MediaTask task, FfmpegTools tools, ToolConfig limits, Duration stall, EncodingLog log) {
    this.task = task;
    this.tools = tools;
    this.limits = limits;
    this.stall = stall;
    this.log = log;
  }

  /**
   * Runs a step in the folder of the outputs.
   *
   * @throws TaskFailedException {@code ENCODER_FAILED}, {@code DISK_FULL}, or as {@link
   *     io.mediarunner.core.process.TaskProcesses#run}
   */
  public void run(String step, List<String> command) throws TaskFailedException, IOException {
    run(step, command, process -> {});
  }

  /**
   * The same for callers that may terminate it if it stalls.
   *
   * @throws TaskFailedException also {@code STALLED}
   */
  public void run(String step, List<String> command, Consumer<RunningProcess> onStart)
      throws TaskFailedException, IOException {
    Path toolLog = task.workDir().resolve(step + ".log");
    run(step, spec(command, task.outputDir(), toolLog), onStart);
  }

  /** A program of this task, with the common limits. */
  public ProcessSpec spec(List<String> command, Path directory, Path toolLog) {
    return new ProcessSpec(
        command,
        directory,
        tools.environment(),
        toolLog,
        toolLog,
        limits.limit(),
        GRACE,
        limits.nice());
  }

  /** Runs a step in its own folder. */
  public void run(String step, ProcessSpec spec, Consumer<RunningProcess> onStart)
      throws TaskFailedException, IOException {
    log.command(spec.command());
    judge(step, spec.stderr(), () -> Optional.of(task.tools().run(spec, onStart)));
    log.line(step + ": done");
  }

  /**
   * Adopts a step that an earlier runner started and that is still running.
   *
   * @return whether there was one; how it ended is unknown
   */
  public boolean adopt(String step, ProcessSpec spec, Consumer<RunningProcess> onStart)
      throws TaskFailedException, IOException {
    return judge(step, spec.stderr(), () -> task.tools().adopt(spec, onStart));
  }

  private interface Running {
    Optional<ProcessExit> toItsEnd() throws TaskFailedException;
  }

  private boolean judge(String step, Path toolLog, Running running)
      throws TaskFailedException, IOException {
    Optional<ProcessExit> ended;
    try {
      ended = running.toItsEnd();
    } finally {
      if (Files.exists(toolLog)) {
        log.output(toolLog);
      }
    }
    if (ended.isEmpty()) {
      return false;
    }
    ProcessExit exit = ended.get();
    if (exit instanceof ProcessExit.Stopped) {
      throw new TaskFailedException(
          FailureCode.STALLED,
          String.format(
              Locale.ROOT,
              "The encode stopped making progress for %d s and was terminated.",
              stall.toSeconds()));
    }
    // Checked first: a write that fails at the very end leaves ffmpeg's exit code at 0.
    if (Files.exists(toolLog) && Lines.contain(toolLog, "No space left on device")) {
      throw new TaskFailedException(FailureCode.DISK_FULL, "The runner has run out of disk space.");
    }
    if (exit instanceof ProcessExit.NonZero && Files.exists(toolLog) && undecodable(toolLog)) {
      throw new TaskFailedException(
          FailureCode.SOURCE_DAMAGED,
          "The source is damaged: nothing of its video or audio can be decoded.");
    }
    if (exit instanceof ProcessExit.NonZero failed) {
      log.line(step + ": ffmpeg exited with code " + failed.exitCode());
      throw new TaskFailedException(
          new Failure(
              FailureCode.ENCODER_FAILED,
              "The video could not be encoded. The task's encoding.log has the details."),
          ToolComplaint.of(
              Files.exists(toolLog) ? EncodingLog.firstError(toolLog) : Optional.empty()));
    }
    return true;
  }

  /** What ffmpeg says of a stream that has come to its end without a single frame. */
  private static boolean undecodable(Path toolLog) throws IOException {
    return Lines.read(toolLog, lines -> lines.anyMatch(NO_FRAME.asPredicate()));
  }
}
