package io.mediarunner.core.encoding.run;

import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.hardware.Acceleration;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The first step of a task: from what was downloaded to a plan. The rest is {@link Encode}'s. */
public interface Planner {
  /** Blocks until all that the plan needs is at hand. */
  Prepared prepare(EncodeContext job) throws TaskFailedException, IOException;

  /**
   * What is to be done.
   *
   * @param info facts of the source, which may be recordings joined
   * @param plan to carry out
   * @param fallbacks other ways of doing it on hardware, tried in this order when the encoder
   *     fails; the CPU comes last by itself
   * @param done progress so far, as a fraction of the whole task
   * @param wantsHardware whether it is worth a warning that none is used
   * @param studio how recordings were joined, for {@code info_video.json}; empty for one source
   */
  record Prepared(
      MediaInfo info,
      EncodePlan plan,
      List<Acceleration> fallbacks,
      double done,
      boolean wantsHardware,
      Optional<Map<String, Object>> studio) {
    public Prepared {
      Objects.requireNonNull(info, "info");
      Objects.requireNonNull(plan, "plan");
      fallbacks = List.copyOf(fallbacks);
      Objects.requireNonNull(studio, "studio");
    }
  }
}
