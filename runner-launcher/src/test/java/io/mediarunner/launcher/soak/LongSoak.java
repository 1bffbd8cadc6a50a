package io.mediarunner.launcher.soak;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.launcher.soak.Tally.Count;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Mixed tasks on all slots for as long as is asked. For two thirds of the time the runner is killed
 * now and then; in the last third it is left in peace and measured: threads, open files, heap.
 */
final class LongSoak {
  private static final int SLOTS = 2;
  private static final int STOPPED_ONE_IN = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Path home;
  private final Scale scale;
  private final Random random;
  private final Tally tally;

  LongSoak(Path home, Scale scale, Random random, Tally tally) {
    this.home = home;
    this.scale = scale;
    this.random = random;
    this.tally = tally;
  }

  void run() throws Exception {
    try (Rig rig = new Rig(home, "[" + SLOTS + "x(encoding,studio,transcription)]", SLOTS)) {
      List<Source> sources =
          new ArrayList<>(
              List.of(
                  rig.sources().tiny(),
                  rig.sources().small(),
                  rig.sources().lengthy(),
                  rig.sources().studio()));
      rig.sources().speech(home, rig.models()).ifPresent(sources::add);
      Kills kills = new Kills(rig, tally);
      rig.runner().start();
      rig.send(sources.get(0), Set.of(), PATIENCE);
      long rough = scale.soak().toNanos() * 2 / 3;
      load(rig, kills, sources, rough, true, Optional.empty());
      rig.send(sources.get(0), Set.of(), PATIENCE); // it is back by now
      Vitals vitals = new Vitals(rig.programs(), rig.runner().pid());
      load(rig, kills, sources, scale.soak().toNanos() - rough, false, Optional.of(vitals));
      vitals.judge(tally);
      new Audit(rig, tally).run(PATIENCE);
      tally.add(Count.RESTARTS, rig.runner().starts() - 1);
    }
  }

  private void load(
      Rig rig,
      Kills kills,
      List<Source> sources,
      long nanos,
      boolean rough,
      Optional<Vitals> vitals)
      throws Exception {
    long end = System.nanoTime() + nanos;
    long nextKill = System.nanoTime() + untilKill();
    long nextLook = System.nanoTime();
    while (System.nanoTime() < end) {
      Source source = sources.get(random.nextInt(sources.size()));
      boolean stop = random.nextInt(STOPPED_ONE_IN) == 0;
      if (kills.running().size() < SLOTS) {
        rig.trySend(
                source,
                rig.media().url() + source.path(),
                stop ? Set.of(FailureCode.CANCELLED) : Set.of())
            .filter(task -> stop && task.accepted())
            .ifPresent(task -> stop(rig, task));
      }
      Rig.pause(Duration.ofMillis(100));
      if (rough && System.nanoTime() > nextKill && kills.tired().isEmpty()) {
        kills.killAndStart();
        nextKill = System.nanoTime() + untilKill();
      }
      if (vitals.isPresent() && System.nanoTime() > nextLook) {
        vitals.get().look();
        nextLook = System.nanoTime() + Duration.ofSeconds(5).toNanos();
      }
    }
  }

  /** Mostly some dozen seconds; less where there is less time. */
  private long untilKill() {
    double seconds =
        Math.min(40, scale.soak().toSeconds() / 5.0) * (0.25 + 1.5 * random.nextDouble());
    return (long) (seconds * 1e9);
  }

  private static void stop(Rig rig, Sent task) {
    rig.manager().ask(HttpMethod.POST, task.id(), "/task/stop/" + task.id());
  }
}
