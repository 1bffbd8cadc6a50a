package io.mediarunner.launcher.soak;

import io.mediarunner.launcher.soak.Tally.Count;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Kills the runner just before and just after each journal write in the life of a task, from its
 * own start to the Manager's response to the completion.
 */
final class JournalCrashes {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** For what is written once the Manager knows. */
  private static final Duration AFTERMATH = Duration.ofSeconds(1);

  private final Path home;
  private final Scale scale;
  private final Random random;
  private final Tally tally;

  JournalCrashes(Path home, Scale scale, Random random, Tally tally) {
    this.home = home;
    this.scale = scale;
    this.random = random;
    this.tally = tally;
  }

  void run() throws Exception {
    try (Rig rig = new Rig(home, "[1x(encoding)]", 1)) {
      Source source = rig.sources().tiny();
      int writes = 0;
      if (scale.crashPoints() == Integer.MAX_VALUE) {
        boolean crashed = true;
        while (crashed) {
          writes++;
          crashed = crash(rig, source, "before:" + writes);
          crashed |= crash(rig, source, "after:" + writes);
        }
        tally.note("journal writes per task: " + (writes - 1));
      } else {
        for (String point : some(scale.crashPoints())) {
          crash(rig, source, point);
        }
      }
      rig.runner().start();
      new Audit(rig, tally).run(PATIENCE);
      tally.add(Count.RESTARTS, rig.runner().starts() - 1);
    }
  }

  /** A tiny task has about a dozen writes; the first ones are the runner's own. */
  private List<String> some(int count) {
    List<String> points = new ArrayList<>();
    for (int write = 1; write <= 9; write++) {
      points.add("before:" + write);
      points.add("after:" + write);
    }
    Collections.shuffle(points, random);
    return points.subList(0, count);
  }

  /**
   * @return whether the runner came that far
   */
  private boolean crash(Rig rig, Source source, String point) throws Exception {
    RunnerJvm runner = rig.runner();
    runner.start("-Dmediarunner.crashAtJournalWrite=" + point);
    Optional<Sent> task = Optional.empty();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (task.isEmpty() && runner.alive() && System.nanoTime() < deadline) {
      task = rig.trySend(source, rig.media().url() + source.path(), Set.of());
      Rig.pause(Duration.ofMillis(20));
    }
    Optional<Sent> sent = task;
    Rig.await(() -> !runner.alive() || sent.filter(rig::ended).isPresent(), PATIENCE);
    Rig.await(() -> !runner.alive(), AFTERMATH);
    boolean crashed = !runner.alive();
    if (crashed) {
      tally.add(Count.FAULTS);
      runner.awaitExit(PATIENCE);
      runner.start();
      if (sent.isPresent()) {
        settle(rig, sent.get(), point);
      }
    }
    runner.kill();
    return crashed;
  }

  /** A task may exist although its response was lost: wait until none is running. */
  private static boolean idle(Rig rig, Sent task) throws Exception {
    JsonObject answer = Rig.wait(rig.manager().ask(HttpMethod.GET, task.id(), "/runner/ping"));
    return answer.getInteger("status") == 200
        && new JsonObject(answer.getString("body")).getBoolean("available");
  }

  private void settle(Rig rig, Sent task, String point) throws Exception {
    boolean idle = Rig.await(() -> idle(rig, task), PATIENCE);
    if (!idle || (task.accepted() && !rig.awaitEnd(task, PATIENCE))) {
      tally.wrong(Count.LOST, "after a crash " + point + ": " + task.id());
    }
  }
}
