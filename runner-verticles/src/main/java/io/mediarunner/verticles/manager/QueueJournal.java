package io.mediarunner.verticles.manager;

import io.mediarunner.core.queue.Callback;
import io.mediarunner.core.queue.QueueFullException;
import io.mediarunner.core.queue.QueuedTask;
import io.mediarunner.core.queue.TaskEnd;
import io.mediarunner.core.queue.TaskQueue;
import io.mediarunner.core.queue.WaitingTasks;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Asynchronous access to the queue: each call runs on one thread, and completes on the caller's
 * context once its change is on disk.
 */
final class QueueJournal {
  private final TaskQueue queue;
  private final Clock clock;
  private final InstantSource steady;
  private final WorkerExecutor thread;

  /**
   * @param steady by which callbacks are retried; nobody sets it
   */
  QueueJournal(Vertx vertx, TaskQueue queue, Clock clock, InstantSource steady) {
    this.queue = queue;
    this.clock = clock;
    this.steady = steady;
    this.thread = vertx.createSharedWorkerExecutor("queue", 1);
  }

  /** Fails with {@link QueueFullException}. */
  Future<QueuedTask> add(
      String application, TaskRequest request, String fingerprint, int priority) {
    return call(() -> queue.add(application, request, fingerprint, priority, clock.instant()));
  }

  Future<WaitingTasks> waiting() {
    return call(queue::waiting);
  }

  Future<List<QueuedTask>> waiting(String type) {
    return call(() -> queue.waiting(type));
  }

  Future<Optional<QueuedTask>> take(String runnerId, Set<String> types) {
    return call(() -> queue.take(runnerId, types, clock.instant()));
  }

  Future<Void> taken(QueuedTask task) {
    return run(() -> queue.taken(task.request().taskId(), task.run(), clock.instant()));
  }

  Future<Integer> putBack(QueuedTask task) {
    return call(() -> queue.putBack(task.request().taskId(), task.run(), clock.instant()));
  }

  Future<List<QueuedTask>> away() {
    return call(queue::away);
  }

  Future<Optional<QueuedTask>> find(TaskId taskId) {
    return call(() -> queue.find(taskId));
  }

  Future<List<QueuedTask>> list(Optional<String> application, int most) {
    return call(() -> queue.list(application, most));
  }

  Future<Boolean> end(TaskEnd end) {
    return call(() -> queue.end(end, clock.instant()));
  }

  Future<Boolean> endWaiting(TaskEnd end) {
    return call(() -> queue.endWaiting(end, clock.instant()));
  }

  Future<Optional<QueuedTask>> requestStop(TaskId taskId) {
    return call(() -> queue.requestStop(taskId));
  }

  /** Fails with {@link QueueFullException}. */
  Future<Boolean> again(TaskId taskId) {
    return call(() -> queue.again(taskId, clock.instant()));
  }

  Future<List<Callback>> due() {
    return call(() -> queue.due(steady.instant()));
  }

  Future<Void> told(Callback callback) {
    return run(() -> queue.told(callback));
  }

  /**
   * @param wait until the next try; empty = there is none
   */
  Future<Void> untold(Callback callback, Optional<Duration> wait, String error) {
    return run(() -> queue.untold(callback, steady.instant(), wait, error));
  }

  Future<Void> tellAgain() {
    return run(queue::tellAgain);
  }

  Future<Void> forget(Instant before) {
    return run(() -> queue.forget(before));
  }

  private Future<Void> run(Runnable work) {
    return thread.executeBlocking(
        () -> {
          work.run();
          return null;
        });
  }

  private <T> Future<T> call(Callable<T> work) {
    return thread.executeBlocking(work);
  }
}
