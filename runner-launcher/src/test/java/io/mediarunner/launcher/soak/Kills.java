package io.mediarunner.launcher.soak;

import io.mediarunner.launcher.soak.Tally.Count;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Kills a runner's virtual machine and starts it again, and knows which tasks it hit. A runner
 * abandons a task that keeps crashing it, so a task that was hit twice may finish first.
 */
final class Kills {
  private static final int HITS = 2;

  private final Rig rig;
  private final Tally tally;
  private final Map<String, Integer> hits = new HashMap<>();

  Kills(Rig rig, Tally tally) {
    this.rig = rig;
    this.tally = tally;
  }

  /** Tasks that were accepted and have not ended. */
  List<Sent> running() {
    return rig.sent().stream().filter(task -> task.accepted() && !rig.ended(task)).toList();
  }

  /** Those of them that were hit as often as they may be. */
  List<Sent> tired() {
    return running().stream().filter(task -> hits.getOrDefault(task.id(), 0) >= HITS).toList();
  }

  void killAndStart() throws Exception {
    rig.runner().kill();
    running().forEach(task -> hits.merge(task.id(), 1, Integer::sum));
    tally.add(Count.FAULTS);
    rig.runner().start();
  }
}
