package io.mediarunner.core.store;

import io.mediarunner.core.database.BadRowException;
import io.mediarunner.core.database.Changes;
import io.mediarunner.core.database.Statements;
import io.mediarunner.core.database.StoreException;
import io.mediarunner.core.database.WriteWatch;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskCourse;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal: every change of a task's state is on disk when the method that made it returns. One
 * SQLite file, which an operator can open with {@code sqlite3}. Safe on any thread, one call at a
 * time; each call takes milliseconds and waits for the disk. Every method throws {@link
 * StoreException} if the file cannot be read or written, and has then changed nothing.
 */
public final class TaskStore implements AutoCloseable {
  /** Where the completion goes, if the request is damaged elsewhere. */
  private static final Pattern CALLBACK =
      Pattern.compile("\"completion_callback\"\\s*:\\s*\"([^\"\\\\\\s]+)\"");

  private static final Logger log = LoggerFactory.getLogger(TaskStore.class);

  private final Connection connection;
  private final Statements statements;
  private final FailureCauses causes;
  private final Changes changes;
  private final Outbox outbox;
  private final OpenTasks open;
  private final Path file;
  private final Set<String> namedBad = new HashSet<>();

  private TaskStore(
      Connection connection, Path file, WriteWatch watch, Supplier<Optional<String>> storage) {
    this.connection = connection;
    this.file = file;
    this.statements =
        new Statements(
            connection,
            file,
            bad -> setAside(bad.taskId(), Objects.requireNonNull(bad.getMessage())));
    this.causes = new FailureCauses(statements);
    this.changes = new Changes(connection, statements, watch, storage);
    this.open = new OpenTasks(file.resolveSibling(".open-tasks"));
    this.outbox = new Outbox(this, statements, changes, open);
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
    Connection connection =
        Statements.connect(file, "journal", opened -> JournalSchema.migrate(opened, file));
    return new TaskStore(connection, file, watch, storage);
  }

  /** The completions that the Manager has yet to receive. */
  public Outbox outbox() {
    return outbox;
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
    String text = RequestJson.write(request);
    changes.update(
        """
        INSERT OR REPLACE INTO task
          (task_id, request, task_type, instance, attempt, state, accepted_at, source_host)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        id,
        text,
        request.taskType(),
        instance,
        attempt,
        TaskState.ACCEPTED.name(),
        now.toEpochMilli(),
        Cause.host(request.sourceUrl()));
    open.keep(new OpenTask(request.taskId(), instance, attempt, now, text, Optional.empty()));
    return attempt;
  }

  /**
   * Resets a running task to the beginning, with the next attempt number.
   *
   * @return the number of the new attempt
   */
  public synchronized int again(TaskId taskId, int attempt) {
    changes.transaction(
        () -> {
          causes.writeRestart(taskId, Instant.now());
          changes.update(
              """
              UPDATE task SET state=?, attempt=?, interruptions=interruptions+1 WHERE task_id=?
              """,
              TaskState.ACCEPTED.name(),
              attempt + 1,
              taskId.value());
          changes.update("DELETE FROM process WHERE task_id=?", taskId.value());
        });
    return attempt + 1;
  }

  /**
   * Queues a running task again under the same attempt: the runner is about to exit. This does not
   * count as an interruption.
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
      changes.transaction(
          () -> {
            causes.writeRestart(taskId, Instant.now());
            changes.update(
                "UPDATE task SET state=? WHERE task_id=?",
                TaskState.ACCEPTED.name(),
                taskId.value());
          });
    }
    return current;
  }

  /**
   * Queues a running task again under the same attempt: a program of it has outlived the process
   * that died. This counts as an interruption.
   */
  public synchronized void adopt(TaskId taskId, int attempt) {
    changes.transaction(
        () -> {
          causes.writeRestart(taskId, Instant.now());
          changes.update(
              """
              UPDATE task SET state=?, interruptions=interruptions+1 WHERE task_id=? AND attempt=?
              """,
              TaskState.ACCEPTED.name(),
              taskId.value(),
              attempt);
        });
  }

  /** Work on this attempt starts. */
  public synchronized void started(TaskId taskId, int attempt, Instant now) {
    changes.update(
        "UPDATE task SET state=?, started_at=? WHERE task_id=? AND attempt=? AND state=?",
        TaskState.RUNNING.name(),
        now.toEpochMilli(),
        taskId.value(),
        attempt,
        TaskState.ACCEPTED.name());
  }

  /** A program was started for this attempt; after a crash it is found and terminated. */
  public synchronized void processStarted(TaskId taskId, int attempt, StartedProcess process) {
    changes.update(
        """
        INSERT OR REPLACE INTO process (task_id, attempt, pid, started_at, boot_id, start_ticks)
          VALUES (?, ?, ?, ?, ?, ?)
        """,
        taskId.value(),
        attempt,
        process.pid(),
        process.startedAt().toEpochMilli(),
        process.bootId().orElse(null),
        process.ticks().orElse(null));
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
    return finish(taskId, attempt, outcome, new TaskCourse(stages, List.of()), now);
  }

  /**
   * The same, with all that is known of how the attempt went.
   *
   * @return as above
   */
  public synchronized Optional<TaskOutcome> finish(
      TaskId taskId, int attempt, TaskOutcome outcome, TaskCourse course, Instant now) {
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
    changes.transaction(
        () -> {
          causes.writeAttempt(taskId, end, course, now);
          writeEnd(task, end, course, now);
          writeStages(taskId, course.stages());
          causes.writeWarnings(taskId, end.warnings(), now);
          task.request()
              .completionCallback()
              .filter(url -> !url.isBlank())
              .ifPresent(
                  callback ->
                      outbox.put(
                          taskId,
                          attempt,
                          task.instance(),
                          callback,
                          Completion.body(taskId, end),
                          now));
        });
    Optional<String> callback = task.request().completionCallback().filter(url -> !url.isBlank());
    if (callback.isEmpty()) {
      open.drop(taskId);
    } else {
      open.keep(
          new OpenTask(
              taskId,
              task.instance(),
              attempt,
              task.acceptedAt(),
              RequestJson.write(task.request()),
              Optional.of(
                  new OpenTask.End(
                      now,
                      end.state().name(),
                      end.failure().map(Failure::name).orElse(""),
                      end.failure().map(Failure::message).orElse(""),
                      callback.get(),
                      Completion.body(taskId, end)))));
    }
    return Optional.of(end);
  }

  private void writeEnd(TaskRecord task, TaskOutcome end, TaskCourse course, Instant now) {
    String id = task.request().taskId().value();
    changes.update(
        """
        UPDATE task SET state=?, failure_code=?, failure_message=?, script_output=?, ended_at=?,
            cause=?, warnings=?, speeds=?, source_bytes=?
          WHERE task_id=?
        """,
        end.state().name(),
        end.failure().map(Failure::name).orElse(null),
        end.failure().map(Failure::message).orElse(null),
        end.scriptOutput().orElse(null),
        now.toEpochMilli(),
        end.failure()
            .flatMap(failure -> Cause.of(failure, task.request(), end.scriptOutput()))
            .map(Cause::key)
            .orElse(null),
        end.warnings().size(),
        FailureCauses.text(course.speeds()),
        course.sourceBytes().orElse(null),
        id);
    changes.update("DELETE FROM process WHERE task_id=?", id);
  }

  private void writeStages(TaskId taskId, Map<Stage, Instant> stages) {
    changes.update("DELETE FROM stage WHERE task_id=?", taskId.value());
    stages.forEach(
        (stage, begun) ->
            changes.update(
                "INSERT INTO stage (task_id, stage, begun_at) VALUES (?, ?, ?)",
                taskId.value(),
                stage.name(),
                begun.toEpochMilli()));
  }

  /**
   * Moves the record of a task that cannot be read to the table {@code quarantine}, where an
   * operator finds it, and logs one line. What was kept beside the journal takes its place. Without
   * that, if the task had not ended and its callback can still be read, the Manager is told that it
   * failed. Does nothing if the journal cannot be written.
   *
   * @param id as it is stored
   * @param reason one clause for an operator
   */
  public synchronized void setAside(String id, String reason) {
    if (namedBad.add(id)) {
      log.error(
          "journal {}: the record of a task cannot be read and is set aside in its table"
              + " quarantine: task={}: {}",
          file,
          id,
          reason);
    }
    if (changes.inTransaction()) {
      return; // the next one to read it does it
    }
    Optional<OpenTask> kept = TaskId.isValid(id) ? open.find(new TaskId(id)) : Optional.empty();
    try {
      changes.transaction(
          () -> {
            if (kept.isEmpty()) {
              tellOfLost(id);
            }
            changes.update(
                """
                INSERT INTO quarantine (task_id, reason, at, content)
                  SELECT task_id, ?, ?, json_object('request', request, 'task_type', task_type,
                    'instance', instance, 'attempt', attempt, 'state', state,
                    'accepted_at', accepted_at, 'started_at', started_at, 'ended_at', ended_at,
                    'failure_code', failure_code, 'failure_message', failure_message)
                  FROM task WHERE task_id=?
                """,
                reason,
                Instant.now().toEpochMilli(),
                id);
            changes.update("DELETE FROM task WHERE task_id=?", id);
          });
      kept.ifPresent(this::takeIn);
    } catch (StoreException e) {
      log.debug("cannot set the record aside: task={}", id, e);
    }
  }

  private void tellOfLost(String id) {
    statements
        .query(
            "SELECT request, instance, attempt FROM task WHERE task_id=? AND state IN (?, ?)",
            row -> List.of(row.getString(1), row.getInt(2), row.getInt(3)),
            id,
            TaskState.ACCEPTED.name(),
            TaskState.RUNNING.name())
        .forEach(
            row -> {
              Matcher callback = CALLBACK.matcher((String) row.get(0));
              if (callback.find() && TaskId.isValid(id)) {
                TaskOutcome lost = TaskOutcome.failed(Failure.INTERRUPTED, Optional.empty());
                outbox.put(
                    new TaskId(id),
                    (Integer) row.get(2),
                    (Integer) row.get(1),
                    callback.group(1),
                    Completion.body(new TaskId(id), lost),
                    Instant.now());
              }
            });
  }

  /** Ids of all tasks that it knows. */
  public synchronized Set<String> ids() {
    return new HashSet<>(
        statements.query("SELECT task_id FROM task", row -> row.getString("task_id")));
  }

  /** What was kept beside the journal of tasks that the Manager has not been told about. */
  public List<OpenTask> openTasks() {
    return open.all();
  }

  /**
   * Takes in what was kept beside the journal and the journal does not know: a task that was
   * accepted, or one that ended, with the very completion that the Manager has yet to receive.
   *
   * @return whether anything was missing
   */
  public synchronized boolean takeIn(OpenTask task) {
    Optional<TaskRecord> known = find(task.taskId());
    boolean waits = outbox.holds(task.taskId());
    boolean complete =
        known.isEmpty()
            ? waits // its record was deleted, not lost
            : known.get().attempt() > task.attempt()
                || (known.get().attempt() == task.attempt()
                    && (known.get().state().terminal() || task.end().isEmpty()));
    if (complete) {
      if (!waits && known.filter(record -> record.state().terminal()).isPresent()) {
        open.drop(task.taskId()); // it was delivered when the runner died
      }
      return false;
    }
    TaskRequest request;
    try {
      request = RequestJson.read(task.taskId().value(), task.request());
    } catch (BadRowException e) {
      return false;
    }
    changes.transaction(
        () -> {
          insert(
              request,
              task.request(),
              task.instance(),
              task.attempt(),
              task.end().map(OpenTask.End::state).orElse(TaskState.ACCEPTED.name()),
              task.acceptedAt(),
              task.end().map(OpenTask.End::at));
          task.end()
              .ifPresent(
                  end -> {
                    changes.update(
                        "UPDATE task SET failure_code=?, failure_message=? WHERE task_id=?",
                        end.code().isEmpty() ? null : end.code(),
                        end.code().isEmpty() ? null : end.message(),
                        task.taskId().value());
                    outbox.put(
                        task.taskId(),
                        task.attempt(),
                        task.instance(),
                        end.callback(),
                        end.body(),
                        end.at());
                  });
        });
    return true;
  }

  /**
   * Ends what the Manager was told had ended, if the journal has lost that.
   *
   * @return how many tasks and completions
   */
  public synchronized int takeInTold(Instant now) {
    Map<String, OpenTasks.Told> told = open.allTold();
    int changed = 0;
    for (TaskRecord task : unfinished()) {
      TaskId id = task.request().taskId();
      OpenTasks.Told what = told.get(OpenTasks.key(id, task.attempt()));
      if (what != null && what.state().terminal() && task.acceptedAt().isBefore(what.at())) {
        changes.transaction(
            () -> {
              changes.update(
                  "UPDATE task SET state=?, ended_at=? WHERE task_id=?",
                  what.state().name(),
                  now.toEpochMilli(),
                  id.value());
              changes.update("DELETE FROM process WHERE task_id=?", id.value());
            });
        changed++;
      }
    }
    for (Undelivered completion : outbox.undelivered()) {
      OpenTasks.Told what = told.get(OpenTasks.key(completion.taskId(), completion.attempt()));
      if (what != null && completion.since().isBefore(what.at())) {
        outbox.delivered(completion.taskId(), completion.attempt());
        changed++;
      }
    }
    return changed;
  }

  /**
   * Records a task of which only the results remain. The Manager is not notified again.
   *
   * @param endedAt when its results were published
   */
  public synchronized void takeInResults(TaskRequest request, int attempt, Instant endedAt) {
    insert(
        request,
        RequestJson.write(request),
        0,
        attempt,
        TaskState.SUCCEEDED.name(),
        endedAt,
        Optional.of(endedAt));
  }

  private void insert(
      TaskRequest request,
      String text,
      int instance,
      int attempt,
      String state,
      Instant acceptedAt,
      Optional<Instant> endedAt) {
    changes.update(
        """
        INSERT OR REPLACE INTO task
          (task_id, request, task_type, instance, attempt, state, accepted_at, ended_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        request.taskId().value(),
        text,
        request.taskType(),
        instance,
        attempt,
        state,
        acceptedAt.toEpochMilli(),
        endedAt.map(Instant::toEpochMilli).orElse(null));
  }

  /** Why nothing can be written now, for an operator; empty if it can. Touches the disk. */
  public Optional<String> storageProblem() {
    return changes.storageProblem();
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
   * @param startedAt when it started by the wall clock
   * @param bootId of the kernel that it started under; with the ticks and the process id, it
   *     identifies one process for good
   * @param ticks of that kernel from its boot to the start; empty if they are not known
   */
  public record StartedProcess(
      long pid, Instant startedAt, Optional<String> bootId, Optional<Long> ticks) {}

  /** Programs started for a task's attempt, including those that have exited. */
  public synchronized List<StartedProcess> processes(TaskId taskId, int attempt) {
    return statements.query(
        "SELECT * FROM process WHERE task_id=? AND attempt=?",
        row ->
            new StartedProcess(
                row.getLong("pid"),
                Instant.ofEpochMilli(row.getLong("started_at")),
                Optional.ofNullable(row.getString("boot_id")),
                row.getString("boot_id") == null
                    ? Optional.empty()
                    : Optional.of(row.getLong("start_ticks"))),
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
      changes.update("UPDATE task SET stop_requested=1 WHERE task_id=?", taskId.value());
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
    changes.transaction(() -> deleteRows(taskId));
    return true;
  }

  /**
   * A task that ended long ago.
   *
   * @param endedAt when
   */
  public record Expired(TaskId taskId, Instant endedAt) {}

  /**
   * Tasks that ended before a given time and whose completion was delivered, oldest first.
   *
   * @param after the last one seen; empty for the first ones
   * @param limit how many at most
   */
  public synchronized List<Expired> expired(Instant before, Optional<Expired> after, int limit) {
    return statements.query(
        """
        SELECT task_id, ended_at FROM task WHERE ended_at<? AND (ended_at, task_id) > (?, ?)
          AND state NOT IN (?, ?)
          AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.task_id=task.task_id)
          ORDER BY ended_at, task_id LIMIT ?
        """,
        row ->
            new Expired(
                new TaskId(row.getString("task_id")),
                Instant.ofEpochMilli(row.getLong("ended_at"))),
        before.toEpochMilli(),
        after.map(last -> last.endedAt().toEpochMilli()).orElse(Long.MIN_VALUE),
        after.map(last -> last.taskId().value()).orElse(""),
        TaskState.ACCEPTED.name(),
        TaskState.RUNNING.name(),
        limit);
  }

  /**
   * Deletes the records of tasks in one transaction, except of those that are running or whose
   * completion is undelivered. None of them can be started meanwhile, so this must be short: some
   * dozen tasks at a time.
   *
   * @param first runs before, for each task that will be deleted, known or not; a task for which it
   *     returns false stays
   * @return those that were deleted
   */
  public synchronized List<TaskId> forget(List<TaskId> tasks, Predicate<TaskId> first) {
    List<TaskId> gone =
        tasks.stream()
            .filter(id -> find(id).filter(task -> !task.state().terminal()).isEmpty())
            .filter(id -> !outbox.holds(id))
            .filter(first)
            .toList();
    if (!gone.isEmpty()) {
      changes.transaction(() -> gone.forEach(this::deleteRows));
    }
    return gone;
  }

  /**
   * An operator knows of a trouble: it needs attention again when it happens again.
   *
   * @param cause {@link Cause#key} of failures, or another name of a trouble
   * @param until when it needs attention even if it does not happen again
   */
  public synchronized void quiet(String cause, Instant now, Optional<Instant> until) {
    changes.transaction(() -> causes.quiet(cause, now, until));
  }

  /** Takes {@link #quiet} back. */
  public synchronized void loud(String cause) {
    changes.transaction(() -> causes.loud(cause));
  }

  private void deleteRows(TaskId taskId) {
    changes.update("DELETE FROM task WHERE task_id=?", taskId.value());
    changes.update("DELETE FROM stage WHERE task_id=?", taskId.value());
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw statements.failed(e);
    }
  }

  private static TaskRecord taskRecord(ResultSet row) throws SQLException {
    return new TaskRecord(
        RequestJson.read(row.getString("task_id"), row.getString("request")),
        row.getInt("instance"),
        row.getInt("attempt"),
        row.getInt("interruptions"),
        TaskState.stored(row.getString("state")),
        row.getInt("stop_requested") == 1,
        Statements.failure(row),
        Optional.ofNullable(row.getString("script_output")),
        Instant.ofEpochMilli(row.getLong("accepted_at")),
        Statements.moment(row, "ended_at"));
  }
}
