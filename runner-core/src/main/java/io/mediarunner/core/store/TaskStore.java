package io.mediarunner.core.store;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The journal: every change of a task's state is on disk when the method that made it returns. One
 * SQLite file, which an operator can open with {@code sqlite3}. Safe on any thread, one call at a
 * time; each call takes milliseconds and waits for the disk. Every method throws {@link
 * StoreException} if the file cannot be read or written, and has then changed nothing.
 */
public final class TaskStore implements AutoCloseable {
  /** What each version of the schema adds to the previous one. */
  private static final List<List<String>> MIGRATIONS =
      List.of(
          List.of(
              """
    CREATE TABLE task (
      task_id TEXT PRIMARY KEY,
      request TEXT NOT NULL,
      task_type TEXT NOT NULL,
      instance INTEGER NOT NULL,
      attempt INTEGER NOT NULL,
      state TEXT NOT NULL,
      stop_requested INTEGER NOT NULL DEFAULT 0,
      failure_code TEXT,
      failure_message TEXT,
      script_output TEXT,
      accepted_at INTEGER NOT NULL,
      started_at INTEGER,
      ended_at INTEGER) STRICT
    """,
              "CREATE INDEX task_state ON task (state)",
              """
    CREATE TABLE process (
      task_id TEXT NOT NULL,
      attempt INTEGER NOT NULL,
      pid INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      PRIMARY KEY (task_id, attempt, pid)) STRICT
    """,
              """
    CREATE TABLE outbox (
      task_id TEXT NOT NULL,
      attempt INTEGER NOT NULL,
      instance INTEGER NOT NULL,
      callback TEXT NOT NULL,
      body TEXT NOT NULL,
      tries INTEGER NOT NULL DEFAULT 0,
      created_at INTEGER NOT NULL,
      next_try_at INTEGER NOT NULL,
      last_error TEXT,
      parked INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (task_id, attempt)) STRICT
    """),
          List.of("ALTER TABLE task ADD COLUMN interruptions INTEGER NOT NULL DEFAULT 0"),
          List.of(
              """
    CREATE TABLE stage (
      task_id TEXT NOT NULL,
      stage TEXT NOT NULL,
      begun_at INTEGER NOT NULL,
      PRIMARY KEY (task_id, stage)) STRICT
    """));

  private static final int SCHEMA_VERSION = MIGRATIONS.size();

  private final Connection connection;
  private final Statements statements;
  private final WriteWatch watch;
  private final Supplier<Optional<String>> storage;
  private boolean inTransaction;

  private TaskStore(Connection connection, WriteWatch watch, Supplier<Optional<String>> storage) {
    this.connection = connection;
    this.statements = new Statements(connection);
    this.watch = watch;
    this.storage = storage;
  }

  /**
   * Opens the journal, creating it if necessary.
   *
   * @param file the database file; its folder must exist
   * @throws StoreException also if the file was written by a newer version
   */
  public static TaskStore open(Path file) {
    return open(file, WriteWatch.NONE, Optional::empty);
  }

  /**
   * Opens the journal, creating it if necessary.
   *
   * @param file the database file; its folder must exist
   * @param watch notified of every change of the open journal
   * @param storage why the storage cannot be used now, empty if it can; asked before every change
   * @throws StoreException also if the file was written by a newer version
   */
  public static TaskStore open(Path file, WriteWatch watch, Supplier<Optional<String>> storage) {
    Objects.requireNonNull(watch, "watch");
    Objects.requireNonNull(storage, "storage");
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (var statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=FULL");
        statement.execute("PRAGMA busy_timeout=5000");
        migrate(connection, file);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
      return new TaskStore(connection, watch, storage);
    } catch (SQLException e) {
      throw new StoreException("journal " + file + ": " + e.getMessage(), e);
    }
  }

  private static void migrate(Connection connection, Path file) throws SQLException {
    try (var statement = connection.createStatement()) {
      int version;
      try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
        version = row.getInt(1);
      }
      if (version > SCHEMA_VERSION) {
        throw new StoreException(
            "journal " + file + " has schema " + version + ", written by a newer version", null);
      }
      if (version == SCHEMA_VERSION) {
        return;
      }
      connection.setAutoCommit(false);
      for (List<String> migration : MIGRATIONS.subList(version, SCHEMA_VERSION)) {
        for (String ddl : migration) {
          statement.execute(ddl);
        }
      }
      statement.execute("PRAGMA user_version=" + SCHEMA_VERSION);
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  /**
   * Journals a task as accepted. A task that ended earlier under the same id starts over, with the
   * next attempt number.
   *
   * @return the number of this attempt, from 1
   * @throws TaskNotAcceptedException if that id is running
   */
  public synchronized int accept(int instance, TaskRequest request, Instant now)
      throws TaskNotAcceptedException {
    String id = request.taskId().value();
    Optional<TaskRecord> known = find(request.taskId());
    if (known.isPresent() && !known.get().state().terminal()) {
      throw new TaskNotAcceptedException(request.taskId());
    }
    int attempt = known.map(TaskRecord::attempt).orElse(0) + 1;
    update(
        """
        INSERT OR REPLACE INTO task
          (task_id, request, task_type, instance, attempt, state, accepted_at)
          VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        id,
        RequestJson.write(request),
        request.taskType(),
        instance,
        attempt,
        TaskState.ACCEPTED.name(),
        now.toEpochMilli());
    return attempt;
  }

  /**
   * Resets a running task to the beginning, with the next attempt number.
   *
   * @return the number of the new attempt
   */
  public synchronized int again(TaskId taskId, int attempt) {
    transaction(
        () -> {
          update(
              """
              UPDATE task SET state=?, attempt=?, interruptions=interruptions+1 WHERE task_id=?
              """,
              TaskState.ACCEPTED.name(),
              attempt + 1,
              taskId.value());
          update("DELETE FROM process WHERE task_id=?", taskId.value());
        });
    return attempt + 1;
  }

  /**
   * Queues a running task again under the same attempt: the runner is about to exit, or a program
   * of the attempt has outlived it. This does not count as an interruption.
   *
   * @return false, with nothing changed, if this attempt is not the current one, has ended, or
   *     somebody asked to stop it
   */
  public synchronized boolean handBack(TaskId taskId, int attempt) {
    boolean current =
        find(taskId)
            .filter(task -> task.attempt() == attempt && !task.state().terminal())
            .filter(task -> !task.stopRequested())
            .isPresent();
    if (current) {
      update("UPDATE task SET state=? WHERE task_id=?", TaskState.ACCEPTED.name(), taskId.value());
    }
    return current;
  }

  /** Work on this attempt starts. */
  public synchronized void started(TaskId taskId, int attempt, Instant now) {
    update(
        "UPDATE task SET state=?, started_at=? WHERE task_id=? AND attempt=? AND state=?",
        TaskState.RUNNING.name(),
        now.toEpochMilli(),
        taskId.value(),
        attempt,
        TaskState.ACCEPTED.name());
  }

  /** A program was started for this attempt; after a crash it is found and terminated. */
  public synchronized void processStarted(
      TaskId taskId, int attempt, long pid, Instant processStart) {
    update(
        "INSERT OR REPLACE INTO process (task_id, attempt, pid, started_at) VALUES (?, ?, ?, ?)",
        taskId.value(),
        attempt,
        pid,
        processStart.toEpochMilli());
  }

  /**
   * Ends an attempt: the terminal state and, if there is a callback, the completion are one
   * transaction. A stop requested in time overrides a success.
   *
   * @return how it ended; empty, with nothing changed, if this attempt is not the current one or
   *     had already ended
   */
  public synchronized Optional<TaskOutcome> finish(
      TaskId taskId, int attempt, TaskOutcome outcome, Instant now) {
    return finish(taskId, attempt, outcome, Map.of(), now);
  }

  /**
   * The same, with the attempt's timeline.
   *
   * @param stages when each stage of this attempt started; stages that it did not reach are missing
   */
  public synchronized Optional<TaskOutcome> finish(
      TaskId taskId, int attempt, TaskOutcome outcome, Map<Stage, Instant> stages, Instant now) {
    Optional<TaskRecord> current =
        find(taskId).filter(task -> task.attempt() == attempt && !task.state().terminal());
    if (current.isEmpty()) {
      return Optional.empty();
    }
    TaskRecord task = current.get();
    TaskOutcome end =
        task.stopRequested()
            ? TaskOutcome.failed(Failure.CANCELLED, outcome.scriptOutput())
            : outcome;
    transaction(
        () -> {
          writeEnd(task, end, now);
          writeStages(taskId, stages);
          task.request()
              .completionCallback()
              .filter(url -> !url.isBlank())
              .ifPresent(callback -> writeCompletion(task, callback, end, now));
        });
    return Optional.of(end);
  }

  private void writeEnd(TaskRecord task, TaskOutcome end, Instant now) {
    String id = task.request().taskId().value();
    update(
        """
        UPDATE task SET state=?, failure_code=?, failure_message=?, script_output=?, ended_at=?
          WHERE task_id=?
        """,
        end.state().name(),
        end.failure().map(failure -> failure.code().name()).orElse(null),
        end.failure().map(Failure::message).orElse(null),
        end.scriptOutput().orElse(null),
        now.toEpochMilli(),
        id);
    update("DELETE FROM process WHERE task_id=?", id);
  }

  private void writeStages(TaskId taskId, Map<Stage, Instant> stages) {
    update("DELETE FROM stage WHERE task_id=?", taskId.value());
    stages.forEach(
        (stage, begun) ->
            update(
                "INSERT INTO stage (task_id, stage, begun_at) VALUES (?, ?, ?)",
                taskId.value(),
                stage.name(),
                begun.toEpochMilli()));
  }

  private void writeCompletion(TaskRecord task, String callback, TaskOutcome end, Instant now) {
    TaskId id = task.request().taskId();
    update(
        """
        INSERT OR REPLACE INTO outbox
          (task_id, attempt, instance, callback, body, created_at, next_try_at)
          VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        id.value(),
        task.attempt(),
        task.instance(),
        callback,
        Completion.body(id, end),
        now.toEpochMilli(),
        now.toEpochMilli());
  }

  /** Why nothing can be written now, for an operator; empty if it can. Touches the disk. */
  public Optional<String> storageProblem() {
    return storage.get();
  }

  /** What is known about a task. */
  public synchronized Optional<TaskRecord> find(TaskId taskId) {
    return statements
        .query("SELECT * FROM task WHERE task_id=?", TaskStore::taskRecord, taskId.value())
        .stream()
        .findFirst();
  }

  /** Tasks of one instance that have not started, oldest first. */
  public synchronized List<TaskRecord> waiting(int instance) {
    return statements.query(
        "SELECT * FROM task WHERE state=? AND instance=? ORDER BY accepted_at",
        TaskStore::taskRecord,
        TaskState.ACCEPTED.name(),
        instance);
  }

  /** Tasks that have not ended, oldest first. */
  public synchronized List<TaskRecord> unfinished() {
    return statements.query(
        "SELECT * FROM task WHERE state IN (?, ?) ORDER BY accepted_at",
        TaskStore::taskRecord,
        TaskState.ACCEPTED.name(),
        TaskState.RUNNING.name());
  }

  /**
   * Programs that were started for an attempt.
   *
   * @param pid process id
   * @param startedAt when the system says it started; together with the id, it identifies one
   *     process for good
   */
  public record StartedProcess(long pid, Instant startedAt) {}

  /** Programs started for a task's attempt, including those that have exited. */
  public synchronized List<StartedProcess> processes(TaskId taskId, int attempt) {
    return statements.query(
        "SELECT pid, started_at FROM process WHERE task_id=? AND attempt=?",
        row ->
            new StartedProcess(row.getLong("pid"), Instant.ofEpochMilli(row.getLong("started_at"))),
        taskId.value(),
        attempt);
  }

  /**
   * Records that somebody wants to stop the task.
   *
   * @return the task as it was before; empty if it is unknown
   */
  public synchronized Optional<TaskRecord> requestStop(TaskId taskId) {
    Optional<TaskRecord> task = find(taskId);
    if (task.isPresent() && !task.get().state().terminal()) {
      update("UPDATE task SET stop_requested=1 WHERE task_id=?", taskId.value());
    }
    return task;
  }

  /**
   * Deletes the record of a task that has ended; its completion, if undelivered, stays.
   *
   * @return false, with nothing changed, if it is running
   */
  public synchronized boolean delete(TaskId taskId) {
    if (find(taskId).filter(task -> !task.state().terminal()).isPresent()) {
      return false;
    }
    transaction(
        () -> {
          update("DELETE FROM task WHERE task_id=?", taskId.value());
          update("DELETE FROM stage WHERE task_id=?", taskId.value());
        });
    return true;
  }

  /** Tasks that ended before a given time and whose completion was delivered, oldest first. */
  public synchronized List<TaskId> expired(Instant before) {
    return statements.query(
        """
        SELECT task_id FROM task WHERE ended_at<? AND state NOT IN (?, ?)
          AND task_id NOT IN (SELECT task_id FROM outbox) ORDER BY ended_at
        """,
        row -> new TaskId(row.getString("task_id")),
        before.toEpochMilli(),
        TaskState.ACCEPTED.name(),
        TaskState.RUNNING.name());
  }

  /** Whether a completion of a task is undelivered. */
  public synchronized boolean undelivered(TaskId taskId) {
    return !statements
        .query("SELECT 1 FROM outbox WHERE task_id=?", row -> true, taskId.value())
        .isEmpty();
  }

  /**
   * Deletes the record of a task whose completion was delivered, or of an unknown task.
   *
   * @param first runs before, while the same task cannot be started again; must be short
   * @return false, with nothing done, if it is running or its completion is undelivered
   */
  public synchronized boolean forget(TaskId taskId, Runnable first) {
    boolean underWay = find(taskId).filter(task -> !task.state().terminal()).isPresent();
    if (underWay || undelivered(taskId)) {
      return false;
    }
    first.run();
    return delete(taskId);
  }

  /** Completions of one instance that are due now, oldest first, at most 100. */
  public synchronized List<OutboxEntry> outboxDue(int instance, Instant now) {
    return statements.query(
        """
        SELECT * FROM outbox WHERE instance=? AND parked=0 AND next_try_at<=?
          ORDER BY created_at LIMIT 100
        """,
        TaskStore::outboxEntry,
        instance,
        now.toEpochMilli());
  }

  /** When the next completion of one instance is due; empty if none is waiting. */
  public synchronized Optional<Instant> outboxNextDue(int instance) {
    return statements
        .query(
            "SELECT MIN(next_try_at) AS due FROM outbox WHERE instance=? AND parked=0",
            row -> Statements.moment(row, "due"),
            instance)
        .get(0);
  }

  /** The Manager accepted it. */
  public synchronized void outboxDelivered(TaskId taskId, int attempt) {
    update("DELETE FROM outbox WHERE task_id=? AND attempt=?", taskId.value(), attempt);
  }

  /** A delivery failed; the next one is due at {@code nextTryAt}. */
  public synchronized void outboxRetry(
      TaskId taskId, int attempt, Instant nextTryAt, String error) {
    update(
        """
        UPDATE outbox SET tries=tries+1, next_try_at=?, last_error=? WHERE task_id=? AND attempt=?
        """,
        nextTryAt.toEpochMilli(),
        error,
        taskId.value(),
        attempt);
  }

  /** It is no longer retried; it stays visible to the operator. */
  public synchronized void outboxParked(TaskId taskId, int attempt, String error) {
    update(
        "UPDATE outbox SET tries=tries+1, parked=1, last_error=? WHERE task_id=? AND attempt=?",
        error,
        taskId.value(),
        attempt);
  }

  /** All waiting completions of an instance become due now (after it has registered again). */
  public synchronized void outboxDueNow(int instance, Instant now) {
    update(
        "UPDATE outbox SET next_try_at=? WHERE instance=? AND parked=0 AND next_try_at>?",
        now.toEpochMilli(),
        instance,
        now.toEpochMilli());
  }

  /**
   * All completions of an instance become due now, as if their tasks had just ended, including
   * parked ones.
   */
  public synchronized void outboxTryAgain(int instance, Instant now) {
    update(
        "UPDATE outbox SET next_try_at=?, created_at=?, tries=0, parked=0 WHERE instance=?",
        now.toEpochMilli(),
        now.toEpochMilli(),
        instance);
  }

  /** All completions that the Manager has not accepted, of all instances, oldest first. */
  public synchronized List<Undelivered> undelivered() {
    return statements.query(
        "SELECT * FROM outbox ORDER BY created_at, task_id",
        row ->
            new Undelivered(
                new TaskId(row.getString("task_id")),
                row.getInt("attempt"),
                row.getInt("instance"),
                row.getInt("tries"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getInt("parked") == 1
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(row.getLong("next_try_at"))),
                Optional.ofNullable(row.getString("last_error"))));
  }

  /** Completions of instances that are no longer configured go to instance 0. */
  public synchronized void adoptOutbox(int instanceCount) {
    update("UPDATE outbox SET instance=0 WHERE instance>=?", instanceCount);
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new StoreException("journal: " + e.getMessage(), e);
    }
  }

  private static TaskRecord taskRecord(ResultSet row) throws SQLException {
    return new TaskRecord(
        RequestJson.read(row.getString("request")),
        row.getInt("instance"),
        row.getInt("attempt"),
        row.getInt("interruptions"),
        TaskState.valueOf(row.getString("state")),
        row.getInt("stop_requested") == 1,
        Statements.failure(row),
        Optional.ofNullable(row.getString("script_output")),
        Instant.ofEpochMilli(row.getLong("accepted_at")),
        Statements.moment(row, "ended_at"));
  }

  private static OutboxEntry outboxEntry(ResultSet row) throws SQLException {
    return new OutboxEntry(
        new TaskId(row.getString("task_id")),
        row.getInt("attempt"),
        row.getInt("instance"),
        row.getString("callback"),
        row.getString("body"),
        row.getInt("tries"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("next_try_at")));
  }

  private void update(String sql, @Nullable Object... values) {
    boolean alone = !inTransaction; // else the transaction is the write
    if (alone) {
      requireStorage();
      watch.beforeWrite();
    }
    statements.update(sql, values);
    if (alone) {
      watch.afterWrite();
    }
  }

  /** SQLite rolls back some failures by itself, such as a full disk, and then a rollback fails. */
  private void rollBack(Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private void requireStorage() {
    storage
        .get()
        .ifPresent(
            problem -> {
              throw new StorageUnavailableException("STORAGE_DIR: " + problem);
            });
  }

  private void transaction(Runnable work) {
    requireStorage();
    watch.beforeWrite();
    try {
      connection.setAutoCommit(false);
      inTransaction = true;
      try {
        work.run();
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        rollBack(e);
        throw e;
      } finally {
        inTransaction = false;
      }
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw new StoreException("journal: " + e.getMessage(), e);
    }
    watch.afterWrite();
  }
}
