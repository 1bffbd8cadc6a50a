package io.mediarunner.verticles.store;

import io.mediarunner.core.database.StorageUnavailableException;
import io.mediarunner.core.store.OutboxEntry;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.store.Undelivered;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskCourse;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asynchronous access to the journal: each call runs on the single writing thread, and completes on
 * the caller's context once its change is on disk. Any thread.
 */
public final class Journal {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);
  private static final long RETRY_MILLIS = 2_000;

  private final Vertx vertx;
  private final TaskStore store;
  private final Clock clock;
  private final InstantSource steady;
  private final WorkerExecutor thread;

  public Journal(Vertx vertx, TaskStore store, Clock clock) {
    this(vertx, store, clock, new SteadyClock(clock.instant()));
  }

  /**
   * @param steady by which deliveries are retried; nobody sets it
   */
  public Journal(Vertx vertx, TaskStore store, Clock clock, InstantSource steady) {
    this.vertx = vertx;
    this.store = store;
    this.clock = clock;
    this.steady = steady;
    this.thread = vertx.createSharedWorkerExecutor("journal", 1);
  }

  /**
   * @return the number of this attempt; fails with {@link
   *     io.mediarunner.core.store.TaskNotAcceptedException} if the id is running
   */
  public Future<Integer> accept(int instance, TaskRequest request) {
    return thread.executeBlocking(() -> store.accept(instance, request, clock.instant()));
  }

  /** Tasks of all instances that have not ended, oldest first. */
  public Future<List<TaskRecord>> unfinished() {
    return call(store::unfinished);
  }

  public Future<Void> started(TaskId taskId, int attempt) {
    return run(() -> store.started(taskId, attempt, clock.instant()));
  }

  /**
   * @return false if the attempt is not the current one, has ended, or is being stopped
   */
  public Future<Boolean> handBack(TaskId taskId, int attempt) {
    return call(() -> store.handBack(taskId, attempt));
  }

  /**
   * @return how it ended; empty if the attempt was not the current one or had already ended
   */
  public Future<Optional<TaskOutcome>> finish(TaskId taskId, int attempt, TaskOutcome outcome) {
    return finish(taskId, attempt, outcome, Map.of());
  }

  /**
   * @param stages when each stage of the attempt started
   * @return as above
   */
  public Future<Optional<TaskOutcome>> finish(
      TaskId taskId, int attempt, TaskOutcome outcome, Map<Stage, Instant> stages) {
    return finish(taskId, attempt, outcome, new TaskCourse(stages, List.of()));
  }

  /**
   * @param course how the attempt went
   * @return as above
   */
  public Future<Optional<TaskOutcome>> finish(
      TaskId taskId, int attempt, TaskOutcome outcome, TaskCourse course) {
    return call(() -> store.finish(taskId, attempt, outcome, course, clock.instant()));
  }

  /** An operator knows of a trouble; see {@link TaskStore#quiet}. */
  public Future<Void> quiet(String cause, Optional<Duration> pause) {
    return run(
        () -> {
          Instant now = clock.instant();
          store.quiet(cause, now, pause.map(now::plus));
        });
  }

  /** Takes {@link #quiet} back. */
  public Future<Void> loud(String cause) {
    return run(() -> store.loud(cause));
  }

  /** As {@link #finish}, but retries until the journal can be written. */
  public Future<Optional<TaskOutcome>> finishAtLast(
      TaskId taskId, int attempt, TaskOutcome outcome) {
    return finish(taskId, attempt, outcome)
        .recover(
            cause -> {
              if (!(cause instanceof StorageUnavailableException)) {
                log.error(
                    "cannot write the task's end to the journal, retrying: task={}", taskId, cause);
              }
              return vertx
                  .timer(RETRY_MILLIS)
                  .compose(later -> finishAtLast(taskId, attempt, outcome));
            });
  }

  /** Why nothing can be written now, for an operator; empty if it can. */
  public Future<Optional<String>> storageProblem() {
    return vertx.executeBlocking(store::storageProblem, false);
  }

  /**
   * @return fails with {@link StorageUnavailableException} if nothing can be written now
   */
  public Future<Void> requireStorage() {
    return storageProblem()
        .compose(
            problem ->
                problem.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(new StorageUnavailableException(problem.get())));
  }

  public Future<Optional<TaskRecord>> find(TaskId taskId) {
    return call(() -> store.find(taskId));
  }

  /**
   * @return the task as it was before; empty if unknown
   */
  public Future<Optional<TaskRecord>> requestStop(TaskId taskId) {
    return call(() -> store.requestStop(taskId));
  }

  /**
   * @return false if the task is running
   */
  public Future<Boolean> delete(TaskId taskId) {
    return call(() -> store.delete(taskId));
  }

  public Future<List<OutboxEntry>> outboxDue(int instance) {
    return call(() -> store.outbox().due(instance, steady.instant()));
  }

  /** How long until the next completion is due, perhaps negative; empty if none is waiting. */
  public Future<Optional<Duration>> outboxNextDue(int instance) {
    return call(
        () -> store.outbox().nextDue(instance).map(at -> Duration.between(steady.instant(), at)));
  }

  public Future<Void> outboxDelivered(OutboxEntry entry) {
    return run(() -> store.outbox().delivered(entry.taskId(), entry.attempt()));
  }

  public Future<Void> outboxRetry(OutboxEntry entry, Duration wait, String error) {
    return run(
        () -> {
          Instant now = steady.instant();
          store.outbox().retry(entry.taskId(), entry.attempt(), now, now.plus(wait), error);
        });
  }

  public Future<Void> outboxParked(OutboxEntry entry, String error) {
    return run(() -> store.outbox().parked(entry.taskId(), entry.attempt(), error));
  }

  /** Including parked ones, once more. */
  public Future<Void> outboxDueNow(int instance) {
    return run(() -> store.outbox().dueNow(instance));
  }

  /** Including parked ones, for as long as after the end of a task. */
  public Future<Void> outboxTryAgain(int instance) {
    return run(() -> store.outbox().tryAgain(instance, clock.instant()));
  }

  /** Of all instances, oldest first; times by the system's clock. */
  public Future<List<Undelivered>> undelivered() {
    return call(
        () -> {
          Duration set = Duration.between(steady.instant(), clock.instant());
          return store.outbox().undelivered().stream().map(entry -> entry.shifted(set)).toList();
        });
  }

  private Future<Void> run(Runnable work) {
    return thread.executeBlocking(
        () -> {
          work.run();
          return null;
        });
  }

  private <T> Future<T> call(Supplier<T> work) {
    return thread.executeBlocking(work::get);
  }
}
