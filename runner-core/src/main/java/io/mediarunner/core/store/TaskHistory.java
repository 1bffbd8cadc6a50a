package io.mediarunner.core.store;

import io.mediarunner.core.database.Statements;
import io.mediarunner.core.database.StoreException;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.task.AttemptEnd;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskCourse;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.task.TaskWarning;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Reads the journal for people: pages of tasks, daily counts, undelivered completions. Has its own
 * connection, so that a long search never blocks the writer. Safe on any thread, one call at a
 * time; takes milliseconds even with ten thousand tasks. Every method throws {@link StoreException}
 * if the file cannot be read.
 */
public final class TaskHistory implements AutoCloseable {
  /** Largest page. */
  public static final int MAX_PAGE = 200;

  private static final List<String> INDEXES =
      List.of(
          "CREATE INDEX IF NOT EXISTS task_accepted ON task (accepted_at, task_id)",
          "CREATE INDEX IF NOT EXISTS task_state_accepted ON task (state, accepted_at, task_id)",
          "CREATE INDEX IF NOT EXISTS task_type_accepted ON task (task_type, accepted_at, task_id)",
          "CREATE INDEX IF NOT EXISTS task_ended_how ON task (ended_at, state, failure_code)",
          "DROP INDEX IF EXISTS task_ended");
  private static final String COLUMNS =
      "task.task_id, request, task_type, instance, attempt, state, stop_requested, failure_code,"
          + " failure_message, accepted_at, started_at, ended_at, warnings";

  private final Connection connection;
  private final Statements statements;
  private final FailureCauses causes;

  /** Gets the id and the fault of a row that cannot be read; see {@link TaskStore#setAside}. */
  public interface BadRows {
    void found(String taskId, String reason);
  }

  private TaskHistory(Connection connection, Path file, BadRows bad) {
    this.connection = connection;
    this.statements =
        new Statements(
            connection,
            file,
            row -> bad.found(row.taskId(), Objects.requireNonNull(row.getMessage())));
    this.causes = new FailureCauses(statements);
  }

  /**
   * Which tasks to list; all given conditions must match.
   *
   * @param state {@code waiting}, {@code running}, {@code completed}, {@code failed} or {@code
   *     timeout}
   * @param type wire name of the type
   * @param instance 0-based number
   * @param text part of the id or of the request, such as the title; unaccented letters match
   *     regardless of case
   * @param cause {@link Cause#key} of the failures to list
   * @param warned only tasks that got a warning
   */
  public record Filter(
      Optional<String> state,
      Optional<String> type,
      OptionalInt instance,
      Optional<String> text,
      Optional<String> cause,
      boolean warned) {
    public static final Filter ALL =
        new Filter(Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty());

    /** Without a cause, warned or not. */
    public Filter(
        Optional<String> state,
        Optional<String> type,
        OptionalInt instance,
        Optional<String> text) {
      this(state, type, instance, text, Optional.empty(), false);
    }

    /** The states that {@link #state} may name. */
    public static final List<String> STATES =
        List.of("waiting", "running", "completed", "failed", "timeout");

    /**
     * @throws NullPointerException if a component is null
     * @throws IllegalArgumentException if there is no such state
     */
    public Filter {
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(instance, "instance");
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(cause, "cause");
      if (state.isPresent() && !STATES.contains(state.get())) {
        throw new IllegalArgumentException("state: one of " + String.join(", ", STATES));
      }
    }

    private static TaskState stored(String wanted) {
      return switch (wanted) {
        case "waiting" -> TaskState.ACCEPTED;
        case "running" -> TaskState.RUNNING;
        case "completed" -> TaskState.SUCCEEDED;
        case "failed" -> TaskState.FAILED;
        default -> TaskState.TIMED_OUT;
      };
    }
  }

  /**
   * A task as lists show it.
   *
   * @param request what the Manager sent; its URLs may contain signatures
   * @param instance 0-based number of the instance that accepted it
   * @param attempt from 1
   * @param stateName the name of the state in the journal, which a newer version may have written
   * @param failure present if it ended without results
   * @param startedAt when work on it started; empty while it waits
   * @param endedAt empty while it has not ended
   * @param warnings how many it got
   */
  public record Row(
      TaskRequest request,
      int instance,
      int attempt,
      TaskState state,
      String stateName,
      boolean stopRequested,
      Optional<Failure> failure,
      Instant acceptedAt,
      Optional<Instant> startedAt,
      Optional<Instant> endedAt,
      int warnings) {
    /**
     * Its state for lists: what the Manager would read, or as it is if this version has no such.
     */
    public String shownState() {
      return state == TaskState.UNKNOWN
          ? stateName.toLowerCase(Locale.ROOT)
          : state == TaskState.ACCEPTED ? "waiting" : state.wireName();
    }
  }

  /**
   * Some tasks, newest first.
   *
   * @param next where the next page starts; empty on the last page
   */
  public record Page(List<Row> rows, Optional<String> next) {
    /**
     * @throws NullPointerException if a component is null
     */
    public Page {
      rows = List.copyOf(rows);
      Objects.requireNonNull(next, "next");
    }
  }

  /**
   * Tasks that ended on one day.
   *
   * @param failed including timeouts, excluding tasks stopped by a user
   * @param stopped stopped by a user
   */
  public record Day(LocalDate date, int succeeded, int failed, int stopped) {}

  /**
   * Opens an existing journal for reading.
   *
   * @param file as created by {@link TaskStore#open}
   */
  public static TaskHistory open(Path file) {
    return open(file, (taskId, reason) -> {});
  }

  /**
   * Opens an existing journal for reading.
   *
   * @param file as created by {@link TaskStore#open}
   * @param bad told of rows that cannot be read, which no result has; on the caller's thread
   */
  public static TaskHistory open(Path file, BadRows bad) {
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (var statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout=5000");
        for (String index : FailureCauses.INDEXES) {
          statement.execute(index);
        }
        for (String index : INDEXES) {
          statement.execute(index);
        }
        statement.execute(TaskSearch.TERMS);
        statement.execute("PRAGMA query_only=1");
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      return new TaskHistory(connection, file, bad);
    } catch (SQLException e) {
      throw new StoreException("journal " + file + ": " + e.getMessage(), e);
    }
  }

  /** Newest first. */
  public Page page(Filter filter, Optional<String> after, int limit) {
    return page(filter, Sort.NEWEST, after, limit);
  }

  /**
   * @param after {@link Page#next} of the previous page; empty for the first
   * @param limit 1 to {@link #MAX_PAGE}
   * @throws IllegalArgumentException if {@code after} is not a valid position or {@code limit} is
   *     out of range
   */
  public synchronized Page page(Filter filter, Sort sort, Optional<String> after, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("limit: within 1.." + MAX_PAGE);
    }
    Optional<String> text = filter.text().map(String::strip).filter(part -> !part.isEmpty());
    Optional<String> match = text.flatMap(part -> TaskSearch.query(part, this::terms));
    boolean indexed = match.isPresent() && !fewerWithout(filter, text.get(), match.get());
    StringBuilder sql = new StringBuilder("SELECT " + COLUMNS + " FROM ");
    sql.append(
        indexed
            ? "task_search CROSS JOIN task_number n ON n.id=task_search.rowid CROSS JOIN "
            : "");
    sql.append(indexed ? "task ON task.task_id=n.task_id WHERE 1" : "task WHERE 1");
    List<Object> values = new ArrayList<>();
    if (indexed) {
      and(sql, values, "task_search MATCH ?", match.get());
    } else {
      text.ifPresent(part -> and(sql, values, "request LIKE ? ESCAPE '\\'", pattern(part)));
      match.ifPresent(
          query ->
              and(
                  sql,
                  values,
                  "EXISTS (SELECT 1 FROM task_number n JOIN task_search s ON s.rowid=n.id"
                      + " WHERE n.task_id=task.task_id AND s.task_search MATCH ?)",
                  query));
    }
    filter.state().ifPresent(state -> and(sql, values, "state=?", Filter.stored(state).name()));
    filter.type().ifPresent(type -> and(sql, values, "task_type=?", type));
    filter.instance().ifPresent(number -> and(sql, values, "instance=?", number));
    filter.cause().ifPresent(cause -> and(sql, values, "cause=?", cause));
    if (filter.warned()) {
      sql.append(" AND warnings>0");
    }
    if (!sort.equals(Sort.NEWEST)) {
      int skipped = after.map(Sort::skipped).orElse(0);
      sql.append(sort.order()).append(" LIMIT ").append(limit + 1);
      sql.append(" OFFSET ").append(skipped);
      List<Row> sorted = statements.query(sql.toString(), TaskHistory::row, values.toArray());
      return sorted.size() <= limit
          ? new Page(sorted, Optional.empty())
          : new Page(sorted.subList(0, limit), Optional.of(Integer.toString(skipped + limit)));
    }
    after
        .map(Cursor::parse)
        .ifPresent(
            cursor -> {
              if (indexed) {
                and(sql, values, TaskSearch.BEFORE, cursor.taskId());
              } else {
                sql.append(" AND (accepted_at, task.task_id) < (?, ?)");
              }
              values.add(cursor.acceptedAt());
              values.add(cursor.taskId());
            });
    sql.append(
        indexed
            ? " ORDER BY task_search.rowid DESC LIMIT "
            : " ORDER BY accepted_at DESC, task_id DESC LIMIT ");
    sql.append(limit + 1);
    List<Row> rows = statements.query(sql.toString(), TaskHistory::row, values.toArray());
    return rows.size() <= limit
        ? new Page(rows, Optional.empty())
        : new Page(rows.subList(0, limit), Optional.of(Cursor.of(rows.get(limit - 1))));
  }

  private List<String> terms(String from, String before) {
    return statements.query(
        "SELECT term FROM task_terms WHERE term>=? AND term<?",
        row -> row.getString(1),
        from,
        before);
  }

  /**
   * Whether the text is in so many tasks, and a state with so few, that each of those is looked at
   * faster.
   */
  private boolean fewerWithout(Filter filter, String text, String match) {
    boolean rare = filter.cause().isPresent() || filter.warned() || filter.state().isPresent();
    if (!rare || !TaskSearch.plain(text) || !many("task_search WHERE task_search MATCH ?", match)) {
      return false;
    }
    return filter.cause().isPresent()
        ? !many("task WHERE cause=?", filter.cause().get())
        : filter.state().isPresent()
            && !many("task WHERE state=?", Filter.stored(filter.state().get()).name());
  }

  private boolean many(String rows, String value) {
    return statements
            .query(
                "SELECT COUNT(*) FROM (SELECT 1 FROM "
                    + rows
                    + " LIMIT "
                    + (TaskSearch.MANY + 1)
                    + ")",
                row -> row.getInt(1),
                value)
            .get(0)
        > TaskSearch.MANY;
  }

  private static String pattern(String part) {
    return "%" + part.replaceAll("([\\\\%_])", "\\\\$1") + "%";
  }

  private static void and(StringBuilder sql, List<Object> values, String term, Object value) {
    sql.append(" AND ").append(term);
    values.add(value);
  }

  /** What is known about one task. */
  public synchronized Optional<Row> find(TaskId taskId) {
    return statements
        .query("SELECT " + COLUMNS + " FROM task WHERE task_id=?", TaskHistory::row, taskId.value())
        .stream()
        .findFirst();
  }

  /** When each stage of a finished task's last attempt started, as far as it got. */
  public synchronized Map<Stage, Instant> stages(TaskId taskId) {
    Map<Stage, Instant> stages = new EnumMap<>(Stage.class);
    statements.query(
        "SELECT stage, begun_at FROM stage WHERE task_id=?",
        row -> {
          Instant begun = Instant.ofEpochMilli(row.getLong(2));
          Stage.find(row.getString(1)).ifPresent(stage -> stages.put(stage, begun));
          return begun;
        },
        taskId.value());
    return stages;
  }

  /** Output of a task's tools, as far as the journal has it. */
  public synchronized Optional<String> scriptOutput(TaskId taskId) {
    return statements
        .query(
            "SELECT script_output FROM task WHERE task_id=?",
            row -> Optional.ofNullable(row.getString(1)),
            taskId.value())
        .stream()
        .findFirst()
        .flatMap(text -> text);
  }

  /** Tasks that have not ended, oldest first. */
  public synchronized List<Row> unfinished() {
    return statements.query(
        "SELECT " + COLUMNS + " FROM task WHERE state IN (?, ?) ORDER BY accepted_at",
        TaskHistory::row,
        TaskState.ACCEPTED.name(),
        TaskState.RUNNING.name());
  }

  /**
   * Why tasks failed: every cause that was seen since a given time, with all of its failures that
   * the journal has, most recent first.
   */
  public synchronized List<Cause.Count> causes(Instant since, int limit) {
    return causes.causes(since, limit);
  }

  /** What an operator knows of, by the name of the trouble. */
  public synchronized Map<String, Quiet> quiet() {
    return causes.quiet();
  }

  /** How many tasks got a warning since a given time, by its code. */
  public synchronized Map<String, Integer> warningsSince(Instant since) {
    return causes.warnings(since);
  }

  /** How many tasks that were accepted since a given time saw the runner die. */
  public synchronized int interruptedSince(Instant since) {
    return causes.interrupted(since);
  }

  /** What a task that succeeded did not do as requested. */
  public synchronized List<TaskWarning> warnings(TaskId taskId) {
    return causes.warnings(taskId);
  }

  /** How the attempts at a task went that are over, oldest first. */
  public synchronized List<AttemptEnd> attempts(TaskId taskId) {
    return causes.attempts(taskId);
  }

  /** When the Manager accepted how a task ended; empty if it has not, or need not. */
  public synchronized Optional<Instant> reportedAt(TaskId taskId) {
    return causes.reportedAt(taskId);
  }

  /** Size of a finished task's source in bytes; empty if unknown. */
  public synchronized Optional<Long> sourceBytes(TaskId taskId) {
    return causes.sourceBytes(taskId);
  }

  /** How fast the media programs of a finished task's last attempt were. */
  public synchronized List<TaskCourse.Speed> speeds(TaskId taskId) {
    return causes.speeds(taskId);
  }

  /**
   * Tasks that ended on each of the last days, today last, including days without a task.
   *
   * @param days 1 or more
   */
  public synchronized List<Day> days(int days, Instant now, ZoneId zone) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    Map<LocalDate, int[]> counts = new TreeMap<>();
    for (int i = 0; i < days; i++) {
      counts.put(today.minusDays(i), new int[3]);
    }
    Instant from = today.minusDays(days - 1L).atStartOfDay(zone).toInstant();
    statements.query(
        "SELECT ended_at, state, failure_code FROM task WHERE ended_at>=?",
        row -> {
          LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(row.getLong(1)), zone);
          boolean stopped = FailureCode.CANCELLED.name().equals(row.getString(3));
          int kind = TaskState.SUCCEEDED.name().equals(row.getString(2)) ? 0 : stopped ? 2 : 1;
          int[] count = counts.get(day);
          if (count != null) {
            count[kind]++;
          }
          return day;
        },
        from.toEpochMilli());
    return counts.entrySet().stream()
        .map(e -> new Day(e.getKey(), e.getValue()[0], e.getValue()[1], e.getValue()[2]))
        .toList();
  }

  /**
   * How many completions are waiting, and since when the oldest one is.
   *
   * @param oldest empty if none is waiting
   */
  public record OutboxDepth(int entries, Optional<Instant> oldest) {}

  /** How many completions are waiting. */
  public synchronized OutboxDepth outboxDepth() {
    return statements
        .query(
            "SELECT COUNT(*), MIN(created_at) FROM outbox",
            row -> {
              int entries = row.getInt(1);
              return new OutboxDepth(
                  entries,
                  entries == 0
                      ? Optional.empty()
                      : Optional.of(Instant.ofEpochMilli(row.getLong(2))));
            })
        .get(0);
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw statements.failed(e);
    }
  }

  /** The last row of a page, as text for the caller to send back. */
  private record Cursor(long acceptedAt, String taskId) {
    static String of(Row row) {
      return row.acceptedAt().toEpochMilli() + "." + row.request().taskId();
    }

    static Cursor parse(String text) {
      int dot = text.indexOf('.');
      try {
        String id = text.substring(dot + 1);
        return new Cursor(Long.parseLong(text, 0, Math.max(dot, 0), 10), new TaskId(id).value());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("after: not a position in the list", e);
      }
    }
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        RequestJson.read(row.getString("task_id"), row.getString("request")),
        row.getInt("instance"),
        row.getInt("attempt"),
        TaskState.stored(row.getString("state")),
        row.getString("state"),
        row.getInt("stop_requested") == 1,
        Statements.failure(row),
        Instant.ofEpochMilli(row.getLong("accepted_at")),
        Statements.moment(row, "started_at"),
        Statements.moment(row, "ended_at"),
        row.getInt("warnings"));
  }
}
