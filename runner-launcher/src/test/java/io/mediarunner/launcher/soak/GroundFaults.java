package io.mediarunner.launcher.soak;

import io.mediarunner.launcher.soak.Tally.Count;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What the runner stands on gives way, each fault with a runner of its own. */
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
    ExecutorService lanes = Executors.newFixedThreadPool(scale.atOnce());
    try {
      List<Callable<Tally>> faults = new ArrayList<>();
      for (GroundFault fault : FAULTS) {
        long seed = random.nextLong();
        faults.add(() -> suffer(fault, new Random(seed)));
      }
      for (Future<Tally> counted : lanes.invokeAll(faults)) {
        tally.add(counted.get());
      }
    } finally {
      lanes.shutdownNow();
      lanes.awaitTermination(1, TimeUnit.MINUTES); // what they started has ended
    }
  }

  private Tally suffer(GroundFault fault, Random chance) throws InterruptedException {
    String name = fault.getClass().getSimpleName();
    Tally counted = new Tally(name);
    try {
      fault.run(home, scale, chance, counted);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | AssertionError e) {
      counted.wrong(Count.OTHER, name + " aborted: " + e);
    }
    counted.note(name + ": " + (counted.problems().isEmpty() ? "held" : "gave way"));
    return counted;
  }
}
