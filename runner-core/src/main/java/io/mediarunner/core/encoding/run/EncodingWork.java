package io.mediarunner.core.encoding.run;

import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.machine.EncoderShare;
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
  private final EncoderShare share;

  /**
   * @param hardware what was found; {@link Hardware#NONE} if none is requested
   * @param share of the processors, one for the whole runner
   */
  public EncodingWork(
      FfmpegTools tools,
      EncodingConfig encoding,
      ToolConfig limits,
      Set<String> codecDenylist,
      Hardware hardware,
      EncoderShare share) {
    this(tools, encoding, limits, codecDenylist, hardware, limits.stall(), share);
  }

  /** The same where nothing else encodes. */
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
    this(
        tools,
        encoding,
        limits,
        codecDenylist,
        hardware,
        stall,
        new EncoderShare(Runtime.getRuntime().availableProcessors()));
  }

  private EncodingWork(
      FfmpegTools tools,
      EncodingConfig encoding,
      ToolConfig limits,
      Set<String> codecDenylist,
      Hardware hardware,
      Duration stall,
      EncoderShare share) {
    this.encoding = Objects.requireNonNull(encoding, "encoding");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.inspector = new MediaInspector(tools, codecDenylist, limits.nice());
    this.hardware = Objects.requireNonNull(hardware, "hardware");
    this.stall = Objects.requireNonNull(stall, "stall");
    this.share = Objects.requireNonNull(share, "share");
  }

  @Override
  public String run(MediaTask task) throws TaskFailedException {
    return run(task, new SourcePlanner());
  }

  /** Encodes what the planner has prepared. */
  public String run(MediaTask task, Planner preparation) throws TaskFailedException {
    try (EncoderShare.Share part = share.begin()) {
      EncodingLog log =
          new EncodingLog(task.outputDir(), Objects.requireNonNull(task.workDir().getParent()));
      MediaInspector.Inspection inspection = inspector.of(task.tools(), task.workDir());
      EncodeContext job =
          new EncodeContext(
              task,
              encoding,
              limits,
              hardware,
              stall,
              part.threads(),
              log,
              inspection,
              new ArrayList<>());
      return new Encode(job).run(preparation);
    } catch (IOException e) {
      throw new TaskFailedException(Failure.of(e), e);
    }
  }
}
