package io.mediarunner.core.encoding.run;

import io.mediarunner.core.encoding.command.ResumableEncodeCommands;
import io.mediarunner.core.encoding.command.ResumePoint;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.FrameRate;
import io.mediarunner.core.media.ffmpeg.FfmpegRun;
import io.mediarunner.core.media.ffmpeg.ProgressFile;
import io.mediarunner.core.media.ffmpeg.ProgressWatch;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.RunningProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** One ffmpeg for one stretch of a video, in all renditions. Blocks its thread. */
final class StretchEncode {
  private final EncodeContext job;
  private final FfmpegRun ffmpeg;
  private final EncodePlan plan;

  StretchEncode(EncodeContext job, FfmpegRun ffmpeg, EncodePlan plan) {
    this.job = job;
    this.ffmpeg = ffmpeg;
    this.plan = plan;
  }

  /**
   * @param stretch with an end
   * @param into an empty folder of the task
   */
  void run(
      ResumePoint stretch, Path into, DoubleConsumer progress, Consumer<RunningProcess> started)
      throws TaskFailedException, IOException {
    Path progressFile = into.resolve("progress.txt");
    Files.writeString(progressFile, "", StandardCharsets.UTF_8);
    List<String> command =
        job.shared(
            new ResumableEncodeCommands(job.tools(), plan)
                .run(job.task().source(), into, progressFile, stretch));
    Path toolLog = into.resolve(new StretchFiles(plan, stretch).log());
    ProcessSpec spec = ffmpeg.spec(command, into, toolLog);
    FrameRate rate = plan.rungs().get(0).rate();
    double seconds = (stretch.ends().get(0) - stretch.frames(0)) / rate.value();
    try (ProgressWatch watch =
        new ProgressWatch(
            new ProgressFile(progressFile),
            0,
            seconds,
            Optional.of(rate),
            0,
            1,
            done -> progress.accept(done.fraction()),
            job.stall())) {
      watch.start();
      ffmpeg.run(
          "encode",
          spec,
          process -> {
            watch.endWhenStalled(process);
            started.accept(process);
          });
    }
  }
}
