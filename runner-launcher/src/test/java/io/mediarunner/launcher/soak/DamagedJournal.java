package io.mediarunner.launcher.soak;

import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.launcher.soak.Tally.Count;
import io.mediarunner.verticles.demo.ManagerDouble.Route;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The journal or its write-ahead log is deleted, truncated or damaged after the runner was killed
 * with one task ended and told, one ended and not told, and one in the middle of its encode. All
 * three keep their true end.
 */
final class DamagedJournal implements GroundFault {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What happens to the files. */
  private interface Damage {
    void apply(Path database, Path log) throws Exception;
  }

  @Override
  public void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
    hit(home, tally, "deleted", (database, log) -> delete(database, log));
    hit(home, tally, "log deleted", (database, log) -> delete(log));
    hit(
        home,
        tally,
        "truncated",
        (database, log) -> {
          checkpoint(database);
          cut(database, Files.size(database) / 2);
        });
    hit(home, tally, "emptied", (database, log) -> cut(database, 0));
    hit(home, tally, "log truncated", (database, log) -> cut(log, Files.size(log) / 2));
    hit(
        home,
        tally,
        "overwritten",
        (database, log) -> {
          checkpoint(database);
          flip(database);
        });
    hit(home, tally, "log overwritten", (database, log) -> flip(log));
  }

  private static void hit(Path home, Tally tally, String how, Damage damage) throws Exception {
    try (Rig rig = new Rig(home, "[1x(encoding)]", 1)) {
      rig.runner().start();
      Sent told = rig.send(rig.sources().tiny(), Set.of(), PATIENCE);
      rig.awaitEnd(told, PATIENCE);
      Rig.await(() -> openTasks(rig) == 0, PATIENCE);
      rig.manager().answerNext(Route.COMPLETION, 503, 10_000);
      Sent untold = rig.send(rig.sources().tiny(), Set.of(), PATIENCE);
      Rig.await(() -> !rig.manager().seen(Route.COMPLETION).isEmpty(), PATIENCE);
      Sent running = rig.send(rig.sources().small(), Set.of(), PATIENCE);
      Rig.await(() -> StallFaults.find(rig).isPresent(), PATIENCE);
      rig.runner().kill();
      Path database = rig.storage().resolve("runner.db");
      damage.apply(database, rig.storage().resolve("runner.db-wal"));
      tally.add(Count.FAULTS);
      rig.manager().answerAsUsual(Route.COMPLETION);
      rig.runner().start();
      tally.add(Count.RESTARTS);
      for (Sent task : List.of(untold, running)) {
        if (!rig.awaitEnd(task, PATIENCE)) {
          tally.wrong(Count.LOST, "journal " + how + ": " + task.id());
        }
      }
      String said = rig.runner().toolLog();
      if (!said.contains(database.toString())) {
        tally.wrong(Count.OTHER, "journal " + how + ": nothing was said\n" + said);
      }
      new Audit(rig, tally).run(PATIENCE);
      try (TaskStore store = TaskStore.open(database)) {
        if (store.find(new TaskId(told.id())).isEmpty()) {
          tally.wrong(Count.LOST, "journal " + how + ": the record of " + told.id());
        }
      }
    }
  }

  private static long openTasks(Rig rig) throws Exception {
    try (Stream<Path> files = Files.list(rig.storage().resolve(".open-tasks"))) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }

  private static void delete(Path... files) throws Exception {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private static void cut(Path file, long bytes) throws Exception {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(bytes);
    }
  }

  /** Everything into the file itself, as after an orderly end. */
  private static void checkpoint(Path database) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  /** The first bytes of each page but the first: in a database, they say what the page is. */
  private static void flip(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    for (int page = 4096; page + 4096 <= bytes.length; page += 4096) {
      for (int i = 0; i < 64; i++) {
        bytes[page + i] ^= (byte) 0xa5;
      }
    }
    Files.write(file, bytes);
  }
}
