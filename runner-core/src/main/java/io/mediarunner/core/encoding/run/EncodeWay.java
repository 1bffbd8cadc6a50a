package io.mediarunner.core.encoding.run;

import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.hardware.Acceleration;
import io.mediarunner.core.process.AttemptProcesses;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import io.mediarunner.core.workspace.RealFolder;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One way to carry out a plan: on some hardware, or on the CPU, which is always the last one. A way
 * that failed is noted in the task's kept files, so that a later attempt does not try it again.
 *
 * @param plan with the hardware of this way
 * @param step names it among the task's ways, in files and logs
 * @param last whether no other way is left
 */
record EncodeWay(EncodePlan plan, String step, boolean last) {
  private static final String NOTE = ".failed";

  /** What broken hardware, or a broken driver, ends an encode with, early or late. */
  private static final Set<FailureCode> ANOTHER_WAY_HELPS =
      EnumSet.of(
          FailureCode.ENCODER_FAILED,
          FailureCode.RESOURCE_LIMIT,
          FailureCode.STALLED,
          FailureCode.OUTPUT_INVALID,
          FailureCode.SOURCE_DAMAGED,
          FailureCode.SOURCE_INCOMPLETE,
          FailureCode.INTERNAL);

  /**
   * All ways, in order.
   *
   * @param others hardware to try after that of the plan
   */
  static List<EncodeWay> of(EncodePlan plan, List<Acceleration> others) {
    List<EncodePlan> plans = new ArrayList<>(List.of(plan));
    others.forEach(other -> plans.add(plan.on(other)));
    plans.add(plan.on(Acceleration.NONE));
    List<EncodePlan> distinct = plans.stream().distinct().toList();
    List<EncodeWay> ways = new ArrayList<>();
    for (int i = 0; i < distinct.size(); i++) {
      boolean last = i == distinct.size() - 1;
      String name = last ? "encode" : "encode-hardware" + (i == 0 ? "" : "-" + (i + 1));
      ways.add(new EncodeWay(distinct.get(i), name, last));
    }
    return ways;
  }

  /** Whether a failure of this way leaves hope for the next. */
  boolean mayTryNext(Failure failure) {
    return !last && ANOTHER_WAY_HELPS.contains(failure.code());
  }

  /** Why an earlier attempt has given it up; empty if it has not. */
  Optional<String> givenUp(MediaTask task) throws IOException {
    Path note = note(task);
    return !last && Files.isRegularFile(note)
        ? Optional.of(SmallFile.text(note, Limits.LISTING))
        : Optional.empty();
  }

  /** Gives it up for this task, and removes what it has kept. */
  void giveUp(MediaTask task, String reason) throws IOException {
    RealFolder.createIn(Objects.requireNonNull(task.keptDir().getParent()), task.keptDir());
    Files.writeString(note(task), reason, StandardCharsets.UTF_8);
    Path folder = ResumableEncode.folder(task, step);
    AttemptProcesses.endWorkingIn(folder);
    Workspace.deleteTree(folder);
  }

  private Path note(MediaTask task) {
    return task.keptDir().resolve(step + NOTE);
  }
}
