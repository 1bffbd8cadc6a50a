package io.mediarunner.core.store;

import io.mediarunner.core.database.Changes;
import io.mediarunner.core.database.Statements;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The completions in the journal that the Manager has yet to receive: each is written in the
 * transaction that ends its task, and stays until it was accepted. Any thread.
 */
public final class Outbox {
  /** More between two tries than the longest wait is time in which nothing could be tried. */
  private static final Duration COUNTED_AT_MOST = Duration.ofMinutes(61);

  /** Before any time that a clock shows. */
  private static final long AT_ONCE = 0;

  private final Object journal;
  private final Statements statements;
  private final Changes changes;
  private final OpenTasks open;

  /**
   * @param journal whose lock it takes: they have one connection
   */
  Outbox(Object journal, Statements statements, Changes changes, OpenTasks open) {
    this.journal = journal;
    this.statements = statements;
    this.changes = changes;
    this.open = open;
  }

  /**
   * Adds a completion that is due at once. Belongs into the transaction that ends the task.
   *
   * @param callback where the Manager expects it
   * @param body its JSON
   * @param endedAt when the task ended
   */
  void put(
      TaskId taskId, int attempt, int instance, String callback, String body, Instant endedAt) {
    changes.update(
        """
        INSERT OR REPLACE INTO outbox
          (task_id, attempt, instance, callback, body, created_at, next_try_at)
          VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        taskId.value(),
        attempt,
        instance,
        callback,
        body,
        endedAt.toEpochMilli(),
        AT_ONCE);
  }

  /** Whether a completion of a task is undelivered. */
  public boolean holds(TaskId taskId) {
    synchronized (journal) {
      return !statements
          .query("SELECT 1 FROM outbox WHERE task_id=?", row -> true, taskId.value())
          .isEmpty();
    }
  }

  /**
   * Completions of one instance that are due now, oldest first, at most 100.
   *
   * @param now for this and all methods of the outbox: of a clock that nobody sets, since this
   *     process started; see {@link #resume}
   */
  public List<OutboxEntry> due(int instance, Instant now) {
    synchronized (journal) {
      return statements.query(
          """
          SELECT *, tried_ms + MAX(0, MIN(?, ? - COALESCE(tried_at, ?))) AS tried_for FROM outbox
            WHERE instance=? AND parked=0 AND next_try_at<=? ORDER BY created_at LIMIT 100
          """,
          Outbox::entry,
          COUNTED_AT_MOST.toMillis(),
          now.toEpochMilli(),
          now.toEpochMilli(),
          instance,
          now.toEpochMilli());
    }
  }

  /** When the next completion of one instance is due; empty if none is waiting. */
  public Optional<Instant> nextDue(int instance) {
    synchronized (journal) {
      return statements
          .query(
              "SELECT MIN(next_try_at) AS due FROM outbox WHERE instance=? AND parked=0",
              row -> Statements.moment(row, "due"),
              instance)
          .get(0);
    }
  }

  /** The Manager accepted it. */
  public void delivered(TaskId taskId, int attempt) {
    synchronized (journal) {
      changes.transaction(
          () -> {
            changes.update(
                "DELETE FROM outbox WHERE task_id=? AND attempt=?", taskId.value(), attempt);
            changes.update(
                "UPDATE task SET reported_at=? WHERE task_id=? AND attempt=?",
                Instant.now().toEpochMilli(),
                taskId.value(),
                attempt);
          });
      TaskState state =
          statements
              .query(
                  "SELECT state FROM task WHERE task_id=?",
                  row -> TaskState.stored(row.getString("state")),
                  taskId.value())
              .stream()
              .findFirst()
              .orElse(TaskState.UNKNOWN);
      if (state.terminal()) { // not sent again since
        open.told(taskId, attempt, new OpenTasks.Told(state, Instant.now()));
        open.drop(taskId);
      }
    }
  }

  /** A delivery failed; the next one is due at {@code nextTryAt}. */
  public void retry(TaskId taskId, int attempt, Instant now, Instant nextTryAt, String error) {
    synchronized (journal) {
      changes.update(
          """
          UPDATE outbox SET tries=tries+1, next_try_at=?, last_error=?, tried_at=?,
            tried_ms=tried_ms + MAX(0, MIN(?, ? - COALESCE(tried_at, ?)))
            WHERE task_id=? AND attempt=?
          """,
          nextTryAt.toEpochMilli(),
          error,
          now.toEpochMilli(),
          COUNTED_AT_MOST.toMillis(),
          now.toEpochMilli(),
          now.toEpochMilli(),
          taskId.value(),
          attempt);
    }
  }

  /** It is no longer retried; it stays visible to the operator. */
  public void parked(TaskId taskId, int attempt, String error) {
    synchronized (journal) {
      changes.update(
          "UPDATE outbox SET tries=tries+1, parked=1, last_error=? WHERE task_id=? AND attempt=?",
          error,
          taskId.value(),
          attempt);
    }
  }

  /**
   * All completions of an instance become due now (after it has registered again). A parked one is
   * tried once more, and parked again if its time is used up.
   */
  public void dueNow(int instance) {
    synchronized (journal) {
      changes.update(
          "UPDATE outbox SET next_try_at=?, parked=0 WHERE instance=?", AT_ONCE, instance);
    }
  }

  /**
   * All completions of an instance become due now, as if their tasks had just ended, including
   * parked ones.
   *
   * @param endedAt by the system's clock
   */
  public void tryAgain(int instance, Instant endedAt) {
    synchronized (journal) {
      changes.update(
          """
          UPDATE outbox SET next_try_at=?, created_at=?, tries=0, tried_ms=0, tried_at=NULL, parked=0
            WHERE instance=?
          """,
          AT_ONCE,
          endedAt.toEpochMilli(),
          instance);
    }
  }

  /** All completions that the Manager has not accepted, of all instances, oldest first. */
  public List<Undelivered> undelivered() {
    synchronized (journal) {
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
  }

  /**
   * Call once when the process starts: whatever waits is due, for how long the runner was off says
   * nothing about the Manager. Completions of instances that are no longer configured go to
   * instance 0.
   */
  public void resume(int instanceCount) {
    synchronized (journal) {
      changes.transaction(
          () -> {
            changes.update(
                "UPDATE outbox SET next_try_at=?, tried_at=NULL WHERE parked=0", AT_ONCE);
            changes.update("UPDATE outbox SET instance=0 WHERE instance>=?", instanceCount);
          });
    }
  }

  private static OutboxEntry entry(ResultSet row) throws SQLException {
    return new OutboxEntry(
        new TaskId(row.getString("task_id")),
        row.getInt("attempt"),
        row.getInt("instance"),
        row.getString("callback"),
        row.getString("body"),
        row.getInt("tries"),
        Duration.ofMillis(row.getLong("tried_for")));
  }
}
