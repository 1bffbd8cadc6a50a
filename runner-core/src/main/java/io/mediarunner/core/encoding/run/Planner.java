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

/** The first step of a task: from the downloads to a plan. {@link Encode} does the rest. */
public interface Planner {
  /** Blocks until everything that the plan needs is available. */
  Prepared prepare(EncodeContext job) throws TaskFailedException, IOException;

  /**
   * What to do.
   *
   * @param info properties of the source, which may be joined recordings
   * @param plan to carry out
   * @param fallbacks other hardware candidates, tried in this order if the encoder fails; the CPU
   *     always comes last
   * @param done progress so far, as a fraction of the whole task
   * @param wantsHardware whether to warn if no hardware is used
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
