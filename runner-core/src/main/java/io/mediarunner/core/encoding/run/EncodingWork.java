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
import io.mediarunner.core.media.probe.CodecDenylist;
import io.mediarunner.core.media.probe.MediaProbe;
import io.mediarunner.core.process.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The media step of encoding tasks. One for the whole runner; each call blocks its own thread. */
public final class EncodingWork implements MediaWork {
  private static final Duration LISTING = Duration.ofSeconds(10);

  private final FfmpegTools tools;
  private final EncodingConfig encoding;
  private final ToolConfig limits;
  private final CodecDenylist denylist;
  private final Hardware hardware;
  private final Duration stall;
  private volatile String decoders;

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
    this.tools = Objects.requireNonNull(tools, "tools");
    this.encoding = Objects.requireNonNull(encoding, "encoding");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.denylist = new CodecDenylist(codecDenylist);
    this.hardware = Objects.requireNonNull(hardware, "hardware");
    this.stall = Objects.requireNonNull(stall, "stall");
  }

  /** Asked once: ffmpeg does not change while we run. */
  private String decoders(MediaTask task) throws TaskFailedException, IOException {
    String known = decoders;
    if (known == null) {
      Path listing = task.workDir().resolve("decoders.txt");
      task.tools()
          .run(
              new ProcessSpec(
                  List.of(tools.ffmpeg().toString(), "-hide_banner", "-decoders"),
                  task.workDir(),
                  tools.environment(),
                  listing,
                  task.workDir().resolve("decoders.log"),
                  LISTING,
                  LISTING,
                  0));
      known = denylist.allowed(Files.readString(listing));
      decoders = known;
    }
    return known;
  }

  @Override
  public String run(MediaTask task) throws TaskFailedException {
    return run(task, new SourcePlanner());
  }

  /** Encodes what the planner has prepared. */
  public String run(MediaTask task, Planner preparation) throws TaskFailedException {
    try {
      EncodingLog log = new EncodingLog(task.outputDir(), task.workDir().getParent());
      MediaProbe probe =
          new MediaProbe(tools, task.tools(), task.workDir(), limits.nice(), decoders(task));
      EncodeContext job =
          new EncodeContext(
              task,
              tools,
              encoding,
              limits,
              denylist,
              hardware,
              stall,
              log,
              probe,
              new ArrayList<>());
      return new Encode(job).run(preparation);
    } catch (IOException e) {
      throw new TaskFailedException(Failure.of(e), e);
    }
  }
}
