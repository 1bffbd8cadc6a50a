package io.mediarunner.launcher.soak;

import io.mediarunner.launcher.soak.Tally.Count;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The journal has a failure code and a state of a newer version, and requests that are no JSON, of
 * an ended task and of one that runs. The runner starts, lists what it can and names the rest; with
 * the data of a newer version it does not start, and says so in one sentence.
 */
final class ForeignRows implements GroundFault {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
    try (Rig rig = new Rig(home, "[1x(encoding)]", 1)) {
      rig.runner().start();
      Sent whole = rig.send(rig.sources().tiny(), Set.of(), PATIENCE);
      rig.awaitEnd(whole, PATIENCE);
      rig.runner().end();
      change(
          rig,
          copy("newer-code", "state='FAILED', failure_code='TOO_GOOD', failure_message='Alas.'"),
          copy("newer-state", "state='SLEEPING'"),
          copy("no-json", "request='{\"title'"),
          copy("no-json-running", "state='RUNNING', ended_at=NULL, request='no'"),
          "UPDATE task SET accepted_at=accepted_at-1 WHERE task_id LIKE 'n%'");
      tally.add(Count.FAULTS, 4);
      rig.runner().start();
      tally.add(Count.RESTARTS);
      Sent after = rig.send(rig.sources().tiny(), Set.of(), PATIENCE);
      rig.awaitEnd(after, PATIENCE);
      String tasks = rig.answer("/runner/tasks").encode();
      for (String shown : List.of(whole.id(), after.id(), "TOO_GOOD", "\"sleeping\"")) {
        if (!tasks.contains(shown)) {
          tally.wrong(Count.OTHER, "/runner/tasks does not show " + shown + ": " + tasks);
        }
      }
      rig.answer("/runner/tasks");
      for (String bad : List.of("no-json", "no-json-running")) {
        long named =
            rig.runner().toolLog().lines().filter(l -> l.contains("task=" + bad + ":")).count();
        if (named != 1) {
          tally.wrong(Count.OTHER, bad + " was named " + named + " times");
        }
      }
      new Audit(rig, tally).run(PATIENCE);
      refuses(rig, tally, "UPDATE meta SET value=99 WHERE name='data_version'");
      refuses(rig, tally, "PRAGMA user_version=99");
    }
  }

  private static void refuses(Rig rig, Tally tally, String change) throws Exception {
    change(rig, change);
    tally.add(Count.FAULTS);
    rig.runner().start();
    int code = rig.runner().exitCode(Duration.ofSeconds(30));
    String last = rig.runner().toolLog().lines().reduce((a, b) -> b).orElse("");
    if (code != 1 || !last.contains("newer version") || !last.contains("runner.db")) {
      tally.wrong(Count.OTHER, change + ": exit code " + code + ": " + last);
    }
    tally.note(last);
  }

  /** Another row like the first, but for some columns. */
  private static String copy(String id, String changes) {
    return "CREATE TEMP TABLE one AS SELECT * FROM task WHERE task_id NOT LIKE 'n%' LIMIT 1;"
        + "UPDATE one SET task_id='"
        + id
        + "';UPDATE one SET "
        + changes
        + ";INSERT INTO task SELECT * FROM one;DROP TABLE one";
  }

  private static void change(Rig rig, String... changes) throws Exception {
    Path file = rig.storage().resolve("runner.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      for (String change : changes) {
        for (String sql : change.split(";")) {
          statement.executeUpdate(sql);
        }
      }
    }
  }
}
