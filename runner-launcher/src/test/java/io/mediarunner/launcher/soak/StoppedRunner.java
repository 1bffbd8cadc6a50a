package io.mediarunner.launcher.soak;

import io.mediarunner.launcher.soak.Tally.Count;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * SIGSTOP of the runner for longer than the Manager waits for a heartbeat, in the middle of a task,
 * then SIGCONT: to the runner it is as if the machine had been suspended. It registers again, and
 * the task completes.
 */
final class StoppedRunner implements GroundFault {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Override
  public void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
    try (Rig rig = new Rig(home, "[1x(encoding)]", 1)) {
      rig.manager().forgetAfter(scale.suspension().dividedBy(2));
      rig.runner().start();
      Sent task = rig.send(rig.sources().heavy(), Set.of(), PATIENCE);
      signal(rig, "-STOP");
      tally.add(Count.FAULTS);
      Rig.pause(scale.suspension());
      if (!rig.manager().runners().isEmpty()) {
        tally.wrong(Count.OTHER, "the Manager still knows a runner that was stopped");
      }
      signal(rig, "-CONT");
      if (!Rig.await(() -> !rig.manager().runners().isEmpty(), PATIENCE)) {
        tally.wrong(Count.OTHER, "the runner did not register again");
      }
      rig.manager().forgetAfter(Duration.ofMinutes(1));
      rig.awaitEnd(task, PATIENCE);
      rig.send(rig.sources().tiny(), Set.of(), PATIENCE);
      new Audit(rig, tally).run(PATIENCE);
    }
  }

  private static void signal(Rig rig, String signal) throws Exception {
    rig.programs().run(List.of("kill", signal, "" + rig.runner().pid()));
  }
}
