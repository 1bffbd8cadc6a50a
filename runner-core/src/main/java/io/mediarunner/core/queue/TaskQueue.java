package io.mediarunner.core.queue;

import io.mediarunner.core.database.Changes;
import io.mediarunner.core.database.JournalDamagedException;
import io.mediarunner.core.database.Migrations;
import io.mediarunner.core.database.Statements;
import io.mediarunner.core.database.StoreException;
import io.mediarunner.core.database.WriteWatch;
import io.mediarunner.core.store.RequestJson;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Manager's record: every change is on disk when the method that made it returns. Safe on any
 * thread, one call at a time. Every method throws {@link StoreException} if the file cannot be read
 * or written, and has then changed nothing.
 */
public final class TaskQueue implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TaskQueue.class);

  /** The row of the application served last; no application is called so. */
  private static final String LAST = "";

  /** More between two tries than the longest wait is time in which nothing could be tried. */
  private static final Duration COUNTED_AT_MOST = Duration.ofMinutes(61);

  /** Of a callback, by the longest counted wait, the time, and the time again. */
  private static final String TRIED_FOR = "tried_ms + MAX(0, MIN(?, ? - COALESCE(tried_at, ?)))";

  /** Before any time that a clock shows. */
  private static final long AT_ONCE = 0;

  /** States as they are stored; others are those of newer versions, and damaged tasks. */
  private static final String KNOWN =
      Arrays.stream(QueueState.values())
          .map(QueueState::name)
          .collect(Collectors.joining("', '", "('", "')"));

  private static final String TASKS =
      """
      SELECT task.*, callback.last_error AS untold FROM task
        LEFT JOIN callback ON callback.task_id=task.task_id AND callback.run=task.run
      """;

  private final Connection connection;
  private final Statements statements;
  private final Changes changes;
  private final int mostWaiting;

  private TaskQueue(
      Connection connection, Path file, Supplier<Optional<String>> storage, int mostWaiting) {
    this.connection = connection;
    this.mostWaiting = mostWaiting;
    this.statements =
        new Statements(
            connection,
            file,
            bad -> {
              log.error(
                  "the queue leaves a task out: task={} file={} {}",
                  bad.taskId(),
                  file,
                  bad.getMessage());
              setAside(bad.taskId());
            });
    this.changes = new Changes(connection, statements, WriteWatch.NONE, storage);
  }

  /**
   * Opens the queue, creating it if necessary.
   *
   * @param file the database file; its folder must exist
   * @param storage why the storage cannot be used now, empty if it can; asked before every change
   * @param mostWaiting waiting tasks that one application may have
   * @throws JournalDamagedException if the file is damaged
   * @throws StoreException also if the file was written by a newer version
   */
  public static TaskQueue open(Path file, Supplier<Optional<String>> storage, int mostWaiting) {
    Objects.requireNonNull(storage, "storage");
    Connection connection =
        Statements.connect(file, "queue", new Migrations("queue", file, QueueSchema.MIGRATIONS));
    TaskQueue queue = new TaskQueue(connection, file, storage, mostWaiting);
    queue.nameUnknown(file);
    return queue;
  }

  /** They stay as they are: a newer version that wrote them may come back. */
  private void nameUnknown(Path file) {
    statements.query(
        "SELECT task_id, state FROM task WHERE state<>'DAMAGED' AND state NOT IN " + KNOWN,
        row -> {
          log.warn(
              "the queue leaves a task out, its state {} is one of a newer version: task={} file={}",
              row.getString("state"),
              row.getString("task_id"),
              file);
          return true;
        });
  }

  private void setAside(String taskId) {
    statements.update("UPDATE task SET state='DAMAGED' WHERE task_id=?", taskId);
  }

  /**
   * Queues a task.
   *
   * @param fingerprint the same for the same request
   * @param priority higher goes first, within its application
   * @return the task itself, or an unfinished one of the application with this fingerprint
   * @throws QueueFullException if the application has as many waiting tasks as it may have
   */
  public synchronized QueuedTask add(
      String application, TaskRequest request, String fingerprint, int priority, Instant now)
      throws QueueFullException {
    Optional<QueuedTask> same =
        statements
            .query(
                TASKS
                    + " WHERE task.state IN ('WAITING', 'SENT', 'RUNNING')"
                    + " AND task.application=? AND fingerprint=? AND stop_requested=0 LIMIT 1",
                TaskQueue::task,
                application,
                fingerprint)
            .stream()
            .findFirst();
    if (same.isPresent()) {
      return same.get();
    }
    if (waitingOf(application) >= mostWaiting) {
      throw new QueueFullException(application);
    }
    changes.transaction(
        () -> {
          join(application);
          statements.update(
              """
              INSERT INTO task (task_id, application, request, fingerprint, task_type, priority,
                state, created_at, queued_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              """,
              request.taskId().value(),
              application,
              RequestJson.write(request),
              fingerprint,
              request.taskType(),
              priority,
              QueueState.WAITING.name(),
              now.toEpochMilli(),
              now.toEpochMilli(),
              now.toEpochMilli());
        });
    return find(request.taskId()).orElseThrow();
  }

  /** Before a first task of an application waits again. */
  private void join(String application) {
    if (waitingOf(application) == 0) {
      serve(application, FairShare.resumed(served(application), served(LAST)));
    }
  }

  private long served(String application) {
    return statements
        .query("SELECT served FROM share WHERE application=?", row -> row.getLong(1), application)
        .stream()
        .findFirst()
        .orElse(0L);
  }

  private void serve(String application, long count) {
    statements.update("INSERT OR REPLACE INTO share VALUES (?, ?)", application, count);
  }

  private int waitingOf(String application) {
    return statements
        .query(
            "SELECT COUNT(*) FROM task WHERE state='WAITING' AND application=?",
            row -> row.getInt(1),
            application)
        .get(0);
  }

  /** What waits for a runner. */
  public synchronized WaitingTasks waiting() {
    Map<String, Integer> waiting = new LinkedHashMap<>();
    Set<String> types = new HashSet<>();
    Optional<Instant> oldest =
        statements
            .query(
                "SELECT application, task_type, COUNT(*), MIN(queued_at) FROM task"
                    + " WHERE state='WAITING' GROUP BY 1, 2 ORDER BY 1",
                row -> {
                  waiting.merge(row.getString(1), row.getInt(3), Integer::sum);
                  types.add(row.getString(2));
                  return Instant.ofEpochMilli(row.getLong(4));
                })
            .stream()
            .min(Comparator.naturalOrder());
    return new WaitingTasks(waiting, types, oldest);
  }

  /** Waiting tasks of a type, oldest first. */
  public synchronized List<QueuedTask> waiting(String type) {
    return statements.query(
        TASKS + " WHERE task.state='WAITING' AND task_type=? ORDER BY queued_at",
        TaskQueue::task,
        type);
  }

  /**
   * Takes the next task for a runner: of the application whose turn it is, the one with the highest
   * priority, where a task rises by one in ten minutes.
   *
   * @param types wire names of what the runner takes
   */
  public synchronized Optional<QueuedTask> take(String runnerId, Set<String> types, Instant now) {
    String in = types.stream().map(type -> "?").collect(Collectors.joining(", ", " IN (", ")"));
    Object[] offered = types.toArray();
    List<FairShare.Claim> claims =
        statements.query(
            "SELECT application, MIN(queued_at) FROM task WHERE state='WAITING' AND task_type"
                + in
                + " GROUP BY application",
            row -> new FairShare.Claim(row.getString(1), served(row.getString(1)), row.getLong(2)),
            offered);
    return FairShare.next(claims).map(claim -> take(claim, runnerId, in, offered, now));
  }

  private QueuedTask take(
      FairShare.Claim claim, String runnerId, String in, Object[] offered, Instant now) {
    Object[] values = new Object[offered.length + 2];
    values[0] = claim.application();
    System.arraycopy(offered, 0, values, 1, offered.length);
    values[offered.length + 1] = FairShare.AGEING.toMillis();
    TaskId next =
        statements
            .query(
                "SELECT task_id FROM task WHERE state='WAITING' AND application=? AND task_type"
                    + in
                    + " ORDER BY queued_at - priority * ?, queued_at, rowid LIMIT 1",
                row -> new TaskId(row.getString(1)),
                values)
            .get(0);
    changes.transaction(
        () -> {
          serve(LAST, claim.served());
          serve(claim.application(), claim.served() + 1);
          statements.update(
              "UPDATE task SET state=?, runner_id=?, updated_at=? WHERE task_id=?",
              QueueState.SENT.name(),
              runnerId,
              now.toEpochMilli(),
              next.value());
        });
    return find(next).orElseThrow();
  }

  /** The runner has it. */
  public synchronized void taken(TaskId taskId, int run, Instant now) {
    changes.transaction(
        () ->
            statements.update(
                "UPDATE task SET state=?, refusals=0, updated_at=?"
                    + " WHERE task_id=? AND run=? AND state IN ('SENT', 'RUNNING')",
                QueueState.RUNNING.name(),
                now.toEpochMilli(),
                taskId.value(),
                run));
  }

  /**
   * The runner does not have it: it waits again, in its old place.
   *
   * @return how often that happened since a runner last took it
   */
  public synchronized int putBack(TaskId taskId, int run, Instant now) {
    changes.transaction(
        () -> {
          Optional<QueuedTask> task =
              find(taskId).filter(known -> known.run() == run && isAway(known.state()));
          if (task.isPresent()) {
            serve(task.get().application(), Math.max(0, served(task.get().application()) - 1));
            statements.update(
                "UPDATE task SET state=?, refusals=refusals+1, updated_at=? WHERE task_id=?",
                QueueState.WAITING.name(),
                now.toEpochMilli(),
                taskId.value());
          }
        });
    return statements
        .query("SELECT refusals FROM task WHERE task_id=?", row -> row.getInt(1), taskId.value())
        .stream()
        .findFirst()
        .orElse(0);
  }

  private static boolean isAway(QueueState state) {
    return state == QueueState.SENT || state == QueueState.RUNNING;
  }

  /** Tasks that a runner has, or may have, oldest first. */
  public synchronized List<QueuedTask> away() {
    return statements.query(
        TASKS + " WHERE task.state IN ('SENT', 'RUNNING') ORDER BY task.updated_at",
        TaskQueue::task);
  }

  public synchronized Optional<QueuedTask> find(TaskId taskId) {
    return statements
        .query(
            TASKS + " WHERE task.task_id=? AND task.state IN " + KNOWN,
            TaskQueue::task,
            taskId.value())
        .stream()
        .findFirst();
  }

  /**
   * Newest first.
   *
   * @param application of which one; empty = of all
   * @param most how many
   */
  public synchronized List<QueuedTask> list(Optional<String> application, int most) {
    String any = application.orElse("");
    return statements.query(
        TASKS
            + " WHERE task.state IN "
            + KNOWN
            + " AND (?='' OR task.application=?)"
            + " ORDER BY task.created_at DESC, task.rowid DESC LIMIT ?",
        TaskQueue::task,
        any,
        any,
        most);
  }

  /**
   * Ends a task, and queues the callback. What an earlier attempt says a second time changes
   * nothing, nor does a second end.
   *
   * @return whether the task is known
   */
  public synchronized boolean end(TaskEnd end, Instant now) {
    Optional<QueuedTask> task = find(end.taskId());
    boolean news =
        task.isPresent()
            && !task.get().state().terminal()
            && (end.attempt() == 0 || end.attempt() > endedAttempt(end.taskId()));
    if (news) {
      changes.transaction(() -> end(task.get(), end, now));
    }
    return task.isPresent();
  }

  /**
   * Ends a task that no runner has been asked to take, and queues the callback.
   *
   * @return false if it does not wait, and then nothing has changed
   */
  public synchronized boolean endWaiting(TaskEnd end, Instant now) {
    return find(end.taskId()).filter(task -> task.state() == QueueState.WAITING).isPresent()
        && end(end, now);
  }

  private int endedAttempt(TaskId taskId) {
    return statements
        .query(
            "SELECT ended_attempt FROM task WHERE task_id=?", row -> row.getInt(1), taskId.value())
        .get(0);
  }

  private void end(QueuedTask task, TaskEnd end, Instant now) {
    statements.update(
        """
        UPDATE task SET state=?, error=?, script_output=?, updated_at=?,
          ended_attempt=MAX(?, ended_attempt) WHERE task_id=?
        """,
        end.state().name(),
        end.error().orElse(null),
        end.scriptOutput().orElse(null),
        now.toEpochMilli(),
        end.attempt(),
        end.taskId().value());
    if (!task.request().notifyUrl().isEmpty()) {
      statements.update(
          """
          INSERT OR IGNORE INTO callback
            (task_id, run, application, url, body, created_at, next_try_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
          end.taskId().value(),
          task.run(),
          task.application(),
          task.request().notifyUrl(),
          end.body(),
          now.toEpochMilli(),
          AT_ONCE);
    }
  }

  /**
   * Notes that a task is to stop.
   *
   * @return the task as it was before; empty if unknown
   */
  public synchronized Optional<QueuedTask> requestStop(TaskId taskId) {
    Optional<QueuedTask> task = find(taskId);
    if (task.filter(known -> !known.state().terminal()).isPresent()) {
      changes.transaction(
          () ->
              statements.update(
                  "UPDATE task SET stop_requested=1 WHERE task_id=?", taskId.value()));
    }
    return task;
  }

  /**
   * Queues an ended task once more, under the same id, behind those that wait.
   *
   * @return false if it has not ended
   * @throws QueueFullException if the application has as many waiting tasks as it may have
   */
  public synchronized boolean again(TaskId taskId, Instant now) throws QueueFullException {
    Optional<QueuedTask> task = find(taskId).filter(known -> known.state().terminal());
    if (task.isEmpty()) {
      return false;
    }
    if (waitingOf(task.get().application()) >= mostWaiting) {
      throw new QueueFullException(task.get().application());
    }
    changes.transaction(
        () -> {
          join(task.get().application());
          statements.update(
              """
              UPDATE task SET state=?, run=run+1, refusals=0, stop_requested=0, queued_at=?,
                updated_at=?, error=NULL, script_output=NULL WHERE task_id=?
              """,
              QueueState.WAITING.name(),
              now.toEpochMilli(),
              now.toEpochMilli(),
              taskId.value());
        });
    return true;
  }

  /**
   * Callbacks that are due, oldest first, at most 20 of each application: those of one that does
   * not answer must not hold up the others'.
   *
   * @param now for this and {@link #untold}: of a clock that nobody sets, since {@link #tellAgain}
   */
  public synchronized List<Callback> due(Instant now) {
    return statements.query(
        "SELECT * FROM (SELECT *, "
            + TRIED_FOR
            + " AS tried_for, ROW_NUMBER() OVER (PARTITION BY application ORDER BY created_at, task_id)"
            + " AS nth FROM callback WHERE parked=0 AND next_try_at<=?)"
            + " WHERE nth<=20 ORDER BY created_at, task_id",
        TaskQueue::callback,
        COUNTED_AT_MOST.toMillis(),
        now.toEpochMilli(),
        now.toEpochMilli(),
        now.toEpochMilli());
  }

  /** The application has it. */
  public synchronized void told(Callback callback) {
    changes.transaction(
        () ->
            statements.update(
                "DELETE FROM callback WHERE task_id=? AND run=?",
                callback.taskId().value(),
                callback.run()));
  }

  /**
   * A try failed.
   *
   * @param wait until the next one is due; empty = never
   */
  public synchronized void untold(
      Callback callback, Instant now, Optional<Duration> wait, String error) {
    changes.transaction(
        () ->
            statements.update(
                "UPDATE callback SET tries=tries+1, last_error=?, parked=?, next_try_at=?,"
                    + " tried_at=?, tried_ms="
                    + TRIED_FOR
                    + " WHERE task_id=? AND run=?",
                error,
                wait.isPresent() ? 0 : 1,
                wait.map(now::plus).map(Instant::toEpochMilli).orElse(AT_ONCE),
                now.toEpochMilli(),
                COUNTED_AT_MOST.toMillis(),
                now.toEpochMilli(),
                now.toEpochMilli(),
                callback.taskId().value(),
                callback.run()));
  }

  /**
   * All callbacks are due now that were not given up: when the process starts, for how long it was
   * off says nothing about the applications.
   */
  public synchronized void tellAgain() {
    changes.transaction(
        () -> statements.update("UPDATE callback SET next_try_at=0, tried_at=NULL WHERE parked=0"));
  }

  /** Forgets tasks that ended before, and whatever could not be told of them. */
  public synchronized void forget(Instant before) {
    changes.transaction(
        () -> {
          statements.update(
              "DELETE FROM task WHERE state IN ('COMPLETED', 'FAILED', 'TIMEOUT')"
                  + " AND updated_at<?",
              before.toEpochMilli());
          statements.update("DELETE FROM callback WHERE task_id NOT IN (SELECT task_id FROM task)");
        });
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw statements.failed(e);
    }
  }

  private static QueuedTask task(ResultSet row) throws SQLException {
    return new QueuedTask(
        RequestJson.read(row.getString("task_id"), row.getString("request")),
        row.getString("application"),
        row.getInt("run"),
        QueueState.valueOf(row.getString("state")),
        row.getString("runner_id"),
        row.getInt("stop_requested") == 1,
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")),
        Optional.ofNullable(row.getString("error")),
        Optional.ofNullable(row.getString("script_output")),
        Optional.ofNullable(row.getString("untold")));
  }

  private static Callback callback(ResultSet row) throws SQLException {
    return new Callback(
        new TaskId(row.getString("task_id")),
        row.getInt("run"),
        row.getString("application"),
        row.getString("url"),
        row.getString("body"),
        row.getInt("tries"),
        Duration.ofMillis(row.getLong("tried_for")));
  }
}
