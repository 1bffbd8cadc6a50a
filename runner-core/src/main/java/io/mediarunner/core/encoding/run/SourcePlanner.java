package io.mediarunner.core.encoding.run;

import io.mediarunner.core.encoding.plan.Cut;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.audio.AudioPreparation;
import io.mediarunner.core.media.audio.MainTrack;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Encoding tasks: the downloaded file is the source. */
final class SourcePlanner implements Planner {
  private static final double INSPECTED = 0.05;

  @Override
  public Prepared prepare(EncodeContext job) throws TaskFailedException, IOException {
    MediaTask task = job.task();
    task.progress().accept(Progress.of(Stage.INSPECT, INSPECTED));
    job.log().heading("get_info_video");
    MediaInfo info = job.inspect(task.source(), task.sourceName());
    Optional<Cut> cut = Cut.parse(task.request().parameters().get("cut"), info.durationSeconds());
    double from = cut.map(Cut::startSeconds).orElse(0.0);
    double to = cut.map(Cut::endSeconds).orElse(info.durationSeconds());
    info =
        new MainTrack(job.audioTools(), job.warnings()::add)
            .choose(task.source(), "source", info, from, to);
    EncodePlan plan =
        EncodePlan.of(info, job.options(cut, task.sourceName()), job.hardware())
            .with(
                new AudioPreparation(job.audioTools())
                    .prepare(task.source(), "source", info, info.audio()));
    return new Prepared(info, plan, List.of(), INSPECTED, job.config().gpu(), Optional.empty());
  }
}
