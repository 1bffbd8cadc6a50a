package io.mediarunner.launcher.soak;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.launcher.soak.Tally.Count;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The limit on open files is lowered under a running runner to a few more than it has open. A task
 * may fail, but only with the true reason; the runner answers, and works again once the limit is
 * back.
 */
final class FewOpenFiles implements GroundFault {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Enough for the connections of the Manager, too few for a download and an encode. */
  private static final int SPARE = 3;

  @Override
  public void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
    try (Rig rig = new Rig(home, "[1x(encoding)]", 1)) {
      rig.runner().start();
      Sent before = rig.send(rig.sources().tiny(), Set.of(), PATIENCE);
      rig.awaitEnd(before, PATIENCE);
      long plenty = 1024;
      limit(rig, open(rig) + SPARE);
      tally.add(Count.FAULTS);
      Sent starved = rig.send(rig.sources().small(), Set.of(FailureCode.RESOURCES_SHORT), PATIENCE);
      if (!Rig.await(() -> ping(rig, starved), Duration.ofSeconds(30))) {
        tally.wrong(Count.OTHER, "no answer to ping with few open files");
      }
      Rig.pause(Duration.ofSeconds(5));
      limit(rig, plenty);
      rig.awaitEnd(starved, PATIENCE);
      rig.send(rig.sources().tiny(), Set.of(), PATIENCE);
      new Audit(rig, tally).run(PATIENCE);
    }
  }

  private static boolean ping(Rig rig, Sent task) throws Exception {
    return Rig.wait(rig.manager().ask(HttpMethod.GET, task.id(), "/runner/ping"))
            .getInteger("status")
        == 200;
  }

  private static long open(Rig rig) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + rig.runner().pid() + "/fd"))) {
      return files.count();
    }
  }

  /** The soft limit only: that may be raised again. */
  private static void limit(Rig rig, long files) throws IOException {
    rig.programs()
        .run(List.of("prlimit", "--pid", "" + rig.runner().pid(), "--nofile=" + files + ":"));
  }
}
