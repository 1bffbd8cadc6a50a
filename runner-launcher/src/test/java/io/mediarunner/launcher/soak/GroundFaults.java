package io.mediarunner.launcher.soak;

import io.mediarunner.launcher.soak.Tally.Count;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** What the runner stands on gives way, one fault after another, each with a runner of its own. */
final class GroundFaults {
  /** In the order in which they are tried. */
  private static final List<GroundFault> FAULTS =
      List.of(
          new StorageLoss(),
          new BrokenTools(),
          new SteppedClock(),
          new ForeignRows(),
          new DamagedJournal(),
          new RunnerCrashes(),
          new FewOpenFiles(),
          new StoppedRunner());

  private final Path home;
  private final Scale scale;
  private final Random random;
  private final Tally tally;

  GroundFaults(Path home, Scale scale, Random random, Tally tally) {
    this.home = home;
    this.scale = scale;
    this.random = random;
    this.tally = tally;
  }

  void run() throws Exception {
    try (Rig rig = new Rig(home, "[1x(encoding)]", 1)) {
      try {
        new SmallDisk(rig.programs(), rig.folder().resolve("disk"), 1).close();
      } catch (IOException e) {
        new OwnNamespace(home, scale, tally)
            .repeat(Section.GROUND, random.nextInt(), rig.programs(), e);
        return;
      }
    }
    for (GroundFault fault : FAULTS) {
      String name = fault.getClass().getSimpleName();
      int before = tally.problems().size();
      try {
        fault.run(home, scale, random, tally);
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception | AssertionError e) {
        tally.wrong(Count.OTHER, name + " aborted: " + e);
      }
      tally.note(name + ": " + (tally.problems().size() == before ? "held" : "gave way"));
    }
  }
}
