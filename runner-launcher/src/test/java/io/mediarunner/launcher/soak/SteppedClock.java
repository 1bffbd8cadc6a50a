package io.mediarunner.launcher.soak;

import io.mediarunner.launcher.soak.Tally.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The clock is set back by an hour between the death of a runner and its next start: every process
 * on the machine then seems to have started an hour earlier. The clock of this machine stays as it
 * is: the runner sees another {@code btime} in {@code /proc/stat}, see proc(5), from which Java
 * computes starts. It must know its encoder again.
 */
final class SteppedClock implements GroundFault {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int STEP_SECONDS = 3600;

  @Override
  public void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
    try (Rig rig = new Rig(home, "[1x(encoding)]", 1)) {
      Path stat = rig.folder().resolve("stat");
      Files.writeString(
          stat,
          Files.readAllLines(Path.of("/proc/stat")).stream()
              .map(SteppedClock::stepped)
              .collect(Collectors.joining("\n", "", "\n")));
      List<String> elsewhere =
          List.of(
              "bwrap",
              "--dev-bind",
              "/",
              "/",
              "--ro-bind",
              stat + "",
              "/proc/stat",
              "--die-with-parent");
      try {
        List<String> trial = new ArrayList<>(elsewhere);
        trial.add("true");
        rig.programs().run(trial);
      } catch (IOException e) {
        tally.note(
            "SAID, NOT TRIED: a stepped clock needs bwrap and its rights: " + e.getMessage());
        return;
      }
      rig.set("ENCODING_PRESET", "veryslow");
      rig.runner().start();
      Sent task = rig.send(rig.sources().lengthy(), Set.of(), PATIENCE);
      Rig.await(() -> StallFaults.find(rig).isPresent(), PATIENCE);
      Rig.pause(Duration.ofSeconds(2));
      ProcessScan.Found encoder = StallFaults.find(rig).orElseThrow();
      rig.runner().kill();
      tally.add(Count.FAULTS);
      rig.runner().startWithin(elsewhere);
      tally.add(Count.RESTARTS);
      boolean adopted =
          Rig.await(() -> rig.runner().toolLog().contains("task adopted"), Duration.ofSeconds(30));
      if (!adopted || encoder.ended()) {
        tally.wrong(Count.OTHER, "the encoder became a stranger\n" + rig.runner().toolLog());
      }
      rig.runner().kill();
      rig.runner().start();
      tally.add(Count.RESTARTS);
      if (!rig.awaitEnd(task, PATIENCE)) {
        tally.wrong(Count.LOST, "after the step: " + task.id());
      }
      new Audit(rig, tally).run(PATIENCE);
    }
  }

  private static String stepped(String line) {
    return line.startsWith("btime ")
        ? "btime " + (Long.parseLong(line.substring(6).strip()) - STEP_SECONDS)
        : line;
  }
}
