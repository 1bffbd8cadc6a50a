package io.mediarunner.core.encoding.run;

import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.MediaWork;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.media.probe.MediaInspector;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Set;

/** The media step of encoding tasks. One for the whole runner; each call blocks its own thread. */
public final class EncodingWork implements MediaWork {
  private final EncodingConfig encoding;
  private final ToolConfig limits;
  private final MediaInspector inspector;
  private final Hardware hardware;
  private final Duration stall;

  /**
   * @param hardware what was found; {@link Hardware#NONE} if none is requested
   */
  public EncodingWork(
      FfmpegTools tools,
      EncodingConfig encoding,
      ToolConfig limits,
      Set<String> codecDenylist,
      Hardware hardware) {
    this(tools, encoding, limits, codecDenylist, hardware, limits.stall());
  }

  /**
   * @param stall how long an encode may make no progress
   */
  public EncodingWork(
      FfmpegTools tools,
      EncodingConfig encoding,
      ToolConfig limits,
      Set<String> codecDenylist,
      Hardware hardware,
      Duration stall) {
    this.encoding = Objects.requireNonNull(encoding, "encoding");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.inspector = new MediaInspector(tools, codecDenylist, limits.nice());
    this.hardware = Objects.requireNonNull(hardware, "hardware");
    this.stall = Objects.requireNonNull(stall, "stall");
  }

  @Override
  public String run(MediaTask task) throws TaskFailedException {
    return run(task, new SourcePlanner());
  }

  /** Encodes what the planner has prepared. */
  public String run(MediaTask task, Planner preparation) throws TaskFailedException {
    try {
      EncodingLog log =
          new EncodingLog(task.outputDir(), Objects.requireNonNull(task.workDir().getParent()));
      MediaInspector.Inspection inspection = inspector.of(task.tools(), task.workDir());
      EncodeContext job =
          new EncodeContext(
              task, encoding, limits, hardware, stall, log, inspection, new ArrayList<>());
      return new Encode(job).run(preparation);
    } catch (IOException e) {
      throw new TaskFailedException(Failure.of(e), e);
    }
  }
}
