package io.mediarunner.launcher.soak;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.launcher.soak.Tally.Count;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * One task ends the whole process whenever it is encoded: its ffmpeg kills the parent, as native
 * code that crashes or memory that runs out would. Its neighbours must complete, and only it fails,
 * after it ran alone.
 */
final class RunnerCrashes implements GroundFault {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** The first two deaths make suspects, the third names the task. */
  private static final int DEATHS = 3;

  private static final String DEADLY = "deadly-";

  @Override
  public void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
    try (Rig rig = new Rig(home, "[3x(encoding)]", 3)) {
      rig.set("FFMPEG_PATH", ffmpeg(rig.folder()).toString());
      rig.set("SANDBOX", "prlimit"); // from within a box it could not reach the runner
      rig.runner().start();
      Sent first = rig.send(rig.sources().heavy(), Set.of(), PATIENCE);
      Sent second = rig.send(rig.sources().heavy(), Set.of(), PATIENCE);
      Sent deadly =
          rig.send(
              DEADLY + UUID.randomUUID(),
              rig.sources().small(),
              Set.of(FailureCode.RUNNER_CRASHED),
              PATIENCE);
      int deaths = 0;
      while (!(rig.ended(first) && rig.ended(second) && rig.ended(deadly)) && deaths <= DEATHS) {
        boolean died = Rig.await(() -> !rig.runner().alive() || allEnded(rig), PATIENCE);
        if (rig.runner().alive()) {
          if (!died) {
            break; // the audit says which has not ended
          }
          continue;
        }
        deaths++;
        tally.add(Count.FAULTS);
        tally.add(Count.RESTARTS);
        rig.runner().start();
      }
      if (deaths != DEATHS) {
        tally.wrong(Count.OTHER, "the task ended the process " + deaths + " times, not three");
      }
      rig.send(rig.sources().tiny(), Set.of(), PATIENCE);
      new Audit(rig, tally).run(PATIENCE);
      requireCrashed(rig, deadly, tally);
    }
  }

  private static boolean allEnded(Rig rig) {
    return rig.sent().stream().allMatch(rig::ended);
  }

  private static void requireCrashed(Rig rig, Sent deadly, Tally tally) {
    try (TaskStore store = TaskStore.open(rig.storage().resolve("runner.db"))) {
      Optional<FailureCode> code =
          store
              .find(new TaskId(deadly.id()))
              .flatMap(TaskRecord::failure)
              .map(failure -> failure.code());
      if (code.filter(FailureCode.RUNNER_CRASHED::equals).isEmpty()) {
        tally.wrong(Count.FALSE, "the task that ends the process ended with " + code);
      }
    }
  }

  /** The runner starts it as a child of its own: {@code PPID} is the virtual machine. */
  private static Path ffmpeg(Path folder) throws Exception {
    Path script = folder.resolve("ffmpeg");
    Files.writeString(
        script,
        """
        #!/bin/sh
        case "$PWD $*" in
          *%s*-progress*) kill -KILL $PPID; exit 1 ;;
        esac
        exec ffmpeg "$@"
        """
            .replace("%s", DEADLY));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }
}
