package io.mediarunner.core.store;

import io.mediarunner.core.database.Statements;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.task.AttemptEnd;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskCourse;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskWarning;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, in the journal: why tasks failed, what succeeded only with warnings, how earlier
 * attempts ended, and what an operator already knows of.
 */
final class FailureCauses {
  /** More successes than that after a failure need not be counted. */
  static final int MOST_COUNTED = 1_000;

  private static final Duration QUIET_KEPT = Duration.ofDays(90);
  private static final String OF_THE_RUNNER =
      Arrays.stream(FailureCode.values())
          .filter(code -> code.fault() == FailureCode.Fault.RUNNER)
          .map(code -> "'" + code.name() + "'")
          .collect(Collectors.joining(", "));

  /** The part of a source's address between its scheme and its path; none if it names a user. */
  private static final String AUTHORITY =
      """
      WITH address AS (SELECT task_id, CASE WHEN json_valid(request)
          THEN COALESCE(json_extract(request, '$.source_url'), '') ELSE '' END AS url FROM task),
        rest AS (SELECT task_id, substr(url, instr(url, '://') + 3) || '/' AS text FROM address
          WHERE instr(url, '://') > 0),
        place AS (SELECT task_id, lower(substr(text, 1, instr(text, '/') - 1)) AS name FROM rest)
      """;

  static final List<String> DDL =
      List.of(
          "ALTER TABLE task ADD COLUMN source_host TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE task ADD COLUMN cause TEXT",
          "ALTER TABLE task ADD COLUMN warnings INTEGER NOT NULL DEFAULT 0",
          "ALTER TABLE task ADD COLUMN speeds TEXT",
          "ALTER TABLE task ADD COLUMN reported_at INTEGER",
          "ALTER TABLE task ADD COLUMN source_bytes INTEGER",
          "UPDATE task SET source_host=COALESCE(("
              + AUTHORITY
              + " SELECT CASE WHEN instr(name, ':') > 0 THEN substr(name, 1, instr(name, ':') - 1)"
              + " ELSE name END FROM place WHERE place.task_id=task.task_id"
              + " AND name GLOB '[a-z0-9]*' AND name NOT GLOB '*[^a-z0-9.:-]*'), '')",
          "UPDATE task SET cause=failure_code || CASE WHEN source_host='' OR failure_code IN ("
              + OF_THE_RUNNER
              + ") THEN '' ELSE '@' || source_host END"
              + " WHERE failure_code IS NOT NULL AND failure_code<>'CANCELLED'",
          """
          CREATE TABLE warning (
            task_id TEXT NOT NULL,
            number INTEGER NOT NULL,
            code TEXT NOT NULL,
            param TEXT,
            detail TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (task_id, number)) STRICT
          """,
          "CREATE INDEX warning_code ON warning (code, at)",
          """
          CREATE TABLE attempt (
            task_id TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            started_at INTEGER,
            ended_at INTEGER NOT NULL,
            how TEXT NOT NULL,
            code TEXT,
            message TEXT,
            stages TEXT NOT NULL DEFAULT '') STRICT
          """,
          "CREATE INDEX attempt_task ON attempt (task_id, ended_at)",
          """
          CREATE TABLE quiet (
            cause TEXT PRIMARY KEY,
            since INTEGER NOT NULL,
            until INTEGER) STRICT
          """,
          """
          CREATE TRIGGER task_gone_with_warnings AFTER DELETE ON task BEGIN
            DELETE FROM warning WHERE task_id=OLD.task_id;
            DELETE FROM attempt WHERE task_id=OLD.task_id;
          END
          """,
          // A task that is accepted again is replaced; its earlier attempts stay.
          """
          CREATE TRIGGER task_came_without_warnings AFTER INSERT ON task BEGIN
            DELETE FROM warning WHERE task_id=NEW.task_id;
          END
          """);

  /** What people look for; created by the reading side. */
  static final List<String> INDEXES =
      List.of(
          "CREATE INDEX IF NOT EXISTS task_cause ON task (cause, ended_at) WHERE cause IS NOT NULL",
          "CREATE INDEX IF NOT EXISTS task_host_succeeded ON task (source_host, ended_at)"
              + " WHERE state='SUCCEEDED'",
          "CREATE INDEX IF NOT EXISTS task_warned ON task (accepted_at, task_id) WHERE warnings>0",
          "CREATE INDEX IF NOT EXISTS task_interrupted ON task (accepted_at)"
              + " WHERE interruptions>0");

  private final Statements statements;

  FailureCauses(Statements statements) {
    this.statements = Objects.requireNonNull(statements, "statements");
  }

  /** All causes that were seen since a given time, most recent first. */
  List<Cause.Count> causes(Instant since, int limit) {
    Map<String, Quiet> quiet = quiet();
    return statements
        .query(
            "SELECT cause, COUNT(*), MIN(ended_at), MAX(ended_at) AS last FROM task"
                + " WHERE cause IS NOT NULL GROUP BY cause HAVING last>=?"
                + " ORDER BY last DESC LIMIT ?",
            row ->
                new Cause.Count(
                    Cause.parse(row.getString(1)),
                    row.getInt(2),
                    Instant.ofEpochMilli(row.getLong(3)),
                    Instant.ofEpochMilli(row.getLong(4)),
                    "",
                    0,
                    Optional.ofNullable(quiet.get(row.getString(1)))),
            since.toEpochMilli(),
            limit)
        .stream()
        .map(this::withWhatCameAfter)
        .toList();
  }

  private Cause.Count withWhatCameAfter(Cause.Count found) {
    long last = found.last().toEpochMilli();
    String type =
        statements
            .query(
                "SELECT task_type FROM task WHERE cause=? AND ended_at=?",
                row -> row.getString(1),
                found.cause().key(),
                last)
            .stream()
            .findFirst()
            .orElse("");
    boolean host = !found.cause().host().isEmpty();
    int since =
        statements
            .query(
                "SELECT COUNT(*) FROM (SELECT 1 FROM task WHERE state='SUCCEEDED' AND "
                    + (host ? "source_host=?" : "task_type=?")
                    + " AND ended_at>? LIMIT "
                    + MOST_COUNTED
                    + ")",
                row -> row.getInt(1),
                host ? found.cause().host() : type,
                last)
            .get(0);
    return new Cause.Count(
        found.cause(), found.count(), found.first(), found.last(), type, since, found.quiet());
  }

  Map<String, Quiet> quiet() {
    Map<String, Quiet> quiet = new HashMap<>();
    statements.query(
        "SELECT cause, since, until FROM quiet",
        row ->
            quiet.put(
                row.getString("cause"),
                new Quiet(
                    Instant.ofEpochMilli(row.getLong("since")), Statements.moment(row, "until"))));
    return quiet;
  }

  /** How many tasks of the journal got a warning since a given time, by its code. */
  Map<String, Integer> warnings(Instant since) {
    Map<String, Integer> counts = new HashMap<>();
    statements.query(
        "SELECT code, COUNT(DISTINCT task_id) FROM warning WHERE at>=? GROUP BY code",
        row -> counts.put(row.getString(1), row.getInt(2)),
        since.toEpochMilli());
    return counts;
  }

  List<TaskWarning> warnings(TaskId taskId) {
    return statements.query(
        "SELECT code, param, detail FROM warning WHERE task_id=? ORDER BY number",
        row ->
            new TaskWarning(
                row.getString(1), Optional.ofNullable(row.getString(2)), row.getString(3)),
        taskId.value());
  }

  List<AttemptEnd> attempts(TaskId taskId) {
    return statements.query(
        "SELECT attempt, started_at, ended_at, how, code, message, stages FROM attempt"
            + " WHERE task_id=? ORDER BY ended_at, attempt",
        FailureCauses::attempt,
        taskId.value());
  }

  private static AttemptEnd attempt(ResultSet row) throws SQLException {
    return new AttemptEnd(
        row.getInt("attempt"),
        Statements.moment(row, "started_at"),
        Instant.ofEpochMilli(row.getLong("ended_at")),
        row.getString("how"),
        Optional.ofNullable(row.getString("code")),
        Optional.ofNullable(row.getString("message")),
        spent(row.getString("stages")));
  }

  List<TaskCourse.Speed> speeds(TaskId taskId) {
    return statements
        .query(
            "SELECT speeds FROM task WHERE task_id=?",
            row -> Optional.ofNullable(row.getString(1)),
            taskId.value())
        .stream()
        .flatMap(Optional::stream)
        .flatMap(text -> pairs(text).stream())
        .map(pair -> new TaskCourse.Speed(Integer.parseInt(pair[0]), Double.parseDouble(pair[1])))
        .toList();
  }

  /**
   * @return how many tasks accepted since a given time saw the runner die
   */
  int interrupted(Instant since) {
    return statements
        .query(
            "SELECT COUNT(*) FROM task WHERE interruptions>0 AND accepted_at>=?",
            row -> row.getInt(1),
            since.toEpochMilli())
        .get(0);
  }

  /** When the Manager accepted how the task ended; empty if it has not, or need not. */
  Optional<Instant> reportedAt(TaskId taskId) {
    return statements
        .query(
            "SELECT reported_at FROM task WHERE task_id=?",
            row -> Statements.moment(row, "reported_at"),
            taskId.value())
        .stream()
        .findFirst()
        .flatMap(at -> at);
  }

  /** Size of a finished task's source; empty if unknown. */
  Optional<Long> sourceBytes(TaskId taskId) {
    return statements
        .query(
            "SELECT source_bytes FROM task WHERE task_id=? AND source_bytes IS NOT NULL",
            row -> row.getLong(1),
            taskId.value())
        .stream()
        .findFirst();
  }

  void writeWarnings(TaskId taskId, List<TaskWarning> warnings, Instant now) {
    for (int i = 0; i < warnings.size(); i++) {
      TaskWarning warning = warnings.get(i);
      statements.update(
          "INSERT INTO warning (task_id, number, code, param, detail, at) VALUES (?, ?, ?, ?, ?, ?)",
          taskId.value(),
          i,
          warning.code(),
          warning.param().orElse(null),
          warning.detail(),
          now.toEpochMilli());
    }
  }

  /** The journal's current attempt at a task ends; call it while the task's row still says so. */
  void writeAttempt(TaskId taskId, TaskOutcome end, TaskCourse course, Instant now) {
    writeAttempt(
        taskId,
        end.state().wireName(),
        end.failure().map(failure -> failure.name()).orElse(null),
        end.failure().map(failure -> failure.message()).orElse(null),
        stages(course, now),
        now);
  }

  /** The same for an attempt that the runner did not outlive, or handed back. */
  void writeRestart(TaskId taskId, Instant now) {
    writeAttempt(taskId, AttemptEnd.RESTART, null, null, "", now);
  }

  private void writeAttempt(
      TaskId taskId,
      String how,
      @Nullable String code,
      @Nullable String message,
      String stages,
      Instant now) {
    statements.update(
        """
        INSERT INTO attempt (task_id, attempt, started_at, ended_at, how, code, message, stages)
          SELECT task_id, attempt, started_at, ?, ?, ?, ?, ? FROM task WHERE task_id=?
        """,
        now.toEpochMilli(),
        how,
        code,
        message,
        stages,
        taskId.value());
  }

  /** An operator knows of a trouble. */
  void quiet(String cause, Instant now, Optional<Instant> until) {
    statements.update("DELETE FROM quiet WHERE since<?", now.minus(QUIET_KEPT).toEpochMilli());
    statements.update(
        "INSERT OR REPLACE INTO quiet (cause, since, until) VALUES (?, ?, ?)",
        cause,
        now.toEpochMilli(),
        until.map(Instant::toEpochMilli).orElse(null));
  }

  void loud(String cause) {
    statements.update("DELETE FROM quiet WHERE cause=?", cause);
  }

  /** For the column {@code speeds}. */
  static @Nullable String text(List<TaskCourse.Speed> speeds) {
    return speeds.isEmpty()
        ? null
        : speeds.stream()
            .map(speed -> speed.second() + ":" + Math.round(speed.times() * 100) / 100.0)
            .collect(Collectors.joining(" "));
  }

  private static String stages(TaskCourse course, Instant end) {
    Map<Stage, Instant> begun = new EnumMap<>(Stage.class);
    begun.putAll(course.stages());
    List<Map.Entry<Stage, Instant>> order =
        begun.entrySet().stream().sorted(Comparator.comparing(Map.Entry::getValue)).toList();
    List<String> spent = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      Instant next = i + 1 < order.size() ? order.get(i + 1).getValue() : end;
      spent.add(
          order.get(i).getKey().name()
              + ":"
              + Math.max(0, next.toEpochMilli() - order.get(i).getValue().toEpochMilli()));
    }
    return String.join(" ", spent);
  }

  private static List<AttemptEnd.Spent> spent(String text) {
    List<AttemptEnd.Spent> spent = new ArrayList<>();
    pairs(text)
        .forEach(
            pair ->
                Stage.find(pair[0])
                    .ifPresent(
                        stage -> spent.add(new AttemptEnd.Spent(stage, Long.parseLong(pair[1])))));
    return spent;
  }

  private static List<String[]> pairs(String text) {
    return Arrays.stream(text.split(" "))
        .map(pair -> pair.split(":", 2))
        .filter(pair -> pair.length == 2)
        .toList();
  }
}
