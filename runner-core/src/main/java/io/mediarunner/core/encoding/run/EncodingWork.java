package io.mediarunner.core.encoding.run;

import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.encoding.command.ResumePoint;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.machine.EncoderShare;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.MediaWork;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.media.ffmpeg.FfmpegRun;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.media.probe.MediaInspector;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleConsumer;

/** The media step of encoding tasks. One for the whole runner; each call blocks its own thread. */
public final class EncodingWork implements MediaWork {
  private final EncodingConfig encoding;
  private final ToolConfig limits;
  private final MediaInspector inspector;
  private final Hardware hardware;
  private final Duration stall;
  private final EncoderShare share;
  private final SegmentWorkers workers;

  /**
   * @param hardware what was found; {@link Hardware#NONE} if none is requested
   * @param share of the processors, one for the whole runner
   * @param workers who encodes the segments of long videos
   */
  public EncodingWork(
      FfmpegTools tools,
      EncodingConfig encoding,
      ToolConfig limits,
      Set<String> codecDenylist,
      Hardware hardware,
      EncoderShare share,
      SegmentWorkers workers) {
    this(tools, encoding, limits, codecDenylist, hardware, limits.stall(), share, workers);
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
    this(tools, encoding, limits, codecDenylist, hardware, stall, SegmentWorkers.NONE);
  }

  /** The same with others who encode segments. */
  public EncodingWork(
      FfmpegTools tools,
      EncodingConfig encoding,
      ToolConfig limits,
      Set<String> codecDenylist,
      Hardware hardware,
      Duration stall,
      SegmentWorkers workers) {
    this(
        tools,
        encoding,
        limits,
        codecDenylist,
        hardware,
        stall,
        new EncoderShare(Runtime.getRuntime().availableProcessors()),
        workers);
  }

  private EncodingWork(
      FfmpegTools tools,
      EncodingConfig encoding,
      ToolConfig limits,
      Set<String> codecDenylist,
      Hardware hardware,
      Duration stall,
      EncoderShare share,
      SegmentWorkers workers) {
    this.encoding = Objects.requireNonNull(encoding, "encoding");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.inspector = new MediaInspector(tools, codecDenylist, limits.nice());
    this.hardware = Objects.requireNonNull(hardware, "hardware");
    this.stall = Objects.requireNonNull(stall, "stall");
    this.share = Objects.requireNonNull(share, "share");
    this.workers = Objects.requireNonNull(workers, "workers");
  }

  @Override
  public String run(MediaTask task) throws TaskFailedException {
    return run(task, new SourcePlanner());
  }

  /** Encodes what the planner has prepared. */
  public String run(MediaTask task, Planner preparation) throws TaskFailedException {
    try (EncoderShare.Share part = share.begin()) {
      return new Encode(context(task, part, workers)).run(preparation);
    } catch (IOException e) {
      throw new TaskFailedException(Failure.of(e), e);
    }
  }

  /**
   * Encodes a stretch of somebody else's video into the task's folder of outputs, and nothing else.
   * The source is inspected as one of our own tasks would be.
   *
   * @param stretch with an end
   * @param progress told of the fraction that is done, often; on any thread
   */
  public void stretch(MediaTask task, EncodePlan plan, ResumePoint stretch, DoubleConsumer progress)
      throws TaskFailedException {
    try (EncoderShare.Share part = share.begin()) {
      EncodeContext job = context(task, part, SegmentWorkers.NONE);
      job.inspection().media(task.source());
      FfmpegRun ffmpeg = new FfmpegRun(task, job.tools(), limits, stall, job.log());
      new StretchEncode(job, ffmpeg, plan).run(stretch, task.outputDir(), progress, process -> {});
    } catch (IOException e) {
      throw new TaskFailedException(Failure.of(e), e);
    }
  }

  private EncodeContext context(MediaTask task, EncoderShare.Share part, SegmentWorkers others)
      throws TaskFailedException, IOException {
    EncodingLog log =
        new EncodingLog(task.outputDir(), Objects.requireNonNull(task.workDir().getParent()));
    return new EncodeContext(
        task,
        encoding,
        limits,
        hardware,
        stall,
        part.threads(),
        log,
        inspector.of(task.tools(), task.workDir()),
        new ArrayList<>(),
        others);
  }
}
