package io.mediarunner.launcher.soak;

import io.mediarunner.launcher.soak.Tally.Count;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Keeps two tasks running, of all types that can be had here, and kills the virtual machine at
 * random moments, now and then while it starts.
 */
final class KillMatrix {
  private static final int SLOTS = 2;
  private static final int LONGEST_MILLIS = 4_000;
  private static final int WHILE_STARTING_MILLIS = 2_500;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Path home;
  private final Scale scale;
  private final Random random;
  private final Tally tally;

  KillMatrix(Path home, Scale scale, Random random, Tally tally) {
    this.home = home;
    this.scale = scale;
    this.random = random;
    this.tally = tally;
  }

  void run() throws Exception {
    try (Rig rig = new Rig(home, "[" + SLOTS + "x(encoding,studio,transcription)]", SLOTS)) {
      Kills kills = new Kills(rig, tally);
      List<Source> sources = sources(rig);
      rig.runner().start();
      int next = 0;
      for (int i = 0; i < scale.kills(); i++) {
        for (Sent tired : kills.tired()) {
          rig.awaitEnd(tired, PATIENCE);
        }
        while (kills.running().size() < SLOTS) {
          rig.send(sources.get(next++ % sources.size()), Set.of(), PATIENCE);
        }
        Rig.pause(Duration.ofMillis(random.nextInt(LONGEST_MILLIS)));
        kills.killAndStart();
        if (random.nextInt(5) == 0) {
          Rig.pause(Duration.ofMillis(random.nextInt(WHILE_STARTING_MILLIS)));
          kills.killAndStart();
          i++;
        }
      }
      new Audit(rig, tally).run(PATIENCE);
      tally.add(Count.RESTARTS, rig.runner().starts() - 1);
    }
  }

  private List<Source> sources(Rig rig) throws Exception {
    List<Source> sources =
        new ArrayList<>(
            List.of(
                rig.sources().small(),
                rig.sources().lengthy(),
                rig.sources().studio(),
                rig.sources().tiny()));
    Optional<Source> speech = rig.sources().speech(home, rig.models());
    speech.ifPresent(source -> sources.add(1, source));
    tally.note(
        speech.isPresent()
            ? "encoding (short, and longer than five minutes), studio, transcription"
            : "encoding and studio only: no speech engine, voice or test model found");
    return sources;
  }
}
