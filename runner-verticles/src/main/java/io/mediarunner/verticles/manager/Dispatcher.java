package io.mediarunner.verticles.manager;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.queue.QueueState;
import io.mediarunner.core.queue.QueuedTask;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.verticles.call.HttpReply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives waiting tasks to runners that take them. What a runner refuses waits again; where it is
 * unknown whether a runner has a task, the runner is asked. One event loop.
 */
final class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final long ASK_MILLIS = 2_000;

  /** A completion that did not come in this time will not come. */
  private static final Duration OVERDUE = Duration.ofMinutes(15);

  /** Refusals for whatever reason, after which a task is at fault itself. */
  private static final int MOST_REFUSALS = 1_000;

  /** The request itself is what the runner does not take. */
  private static final Set<Integer> FOR_GOOD = Set.of(413, 422);

  private final Vertx vertx;
  private final QueueJournal queue;
  private final Runners runners;
  private final RunnerCalls calls;
  private final Offers offers;
  private final Clock clock;
  private final Map<String, Turn> turns = new HashMap<>();
  private final Set<TaskId> sending = new HashSet<>();
  private Runnable ended = () -> {};
  private boolean closed;

  /** One runner is offered one task at a time. */
  private static final class Turn {
    private Optional<Future<Void>> running = Optional.empty();
    private boolean again;
  }

  Dispatcher(
      Vertx vertx,
      QueueJournal queue,
      Runners runners,
      RunnerCalls calls,
      Offers offers,
      Clock clock) {
    this.vertx = vertx;
    this.queue = queue;
    this.runners = runners;
    this.calls = calls;
    this.offers = offers;
    this.clock = clock;
  }

  /** Sets what to call when a task has ended without a runner. */
  void whenEnded(Runnable handler) {
    ended = handler;
  }

  void close() {
    closed = true;
  }

  /** Offers waiting tasks to all runners; done when each has one or takes none. Never fails. */
  Future<Void> offer() {
    return Future.join(runners.all().stream().map(this::offer).toList())
        .otherwiseEmpty()
        .mapEmpty();
  }

  private Future<Void> offer(Runner runner) {
    Turn turn = turns.computeIfAbsent(runner.id(), any -> new Turn());
    if (turn.running.isPresent()) {
      turn.again = true;
      return turn.running.get();
    }
    if (closed) {
      return Future.succeededFuture();
    }
    Promise<Void> done = Promise.promise();
    turn.running = Optional.of(done.future());
    offerOne(runner)
        .onFailure(cause -> log.warn("runner={}: {}", runner.id(), cause.getMessage()))
        .onComplete(
            any -> {
              turn.running = Optional.empty();
              done.complete();
              if (turn.again) {
                turn.again = false;
                offer(runner);
              }
            });
    return done.future();
  }

  private Future<Void> offerOne(Runner runner) {
    return queue
        .waiting()
        .compose(
            waiting ->
                waiting.isEmpty() ? Future.succeededFuture(Set.<String>of()) : taking(runner))
        .compose(
            types ->
                types.isEmpty()
                    ? Future.succeededFuture(Optional.<QueuedTask>empty())
                    : queue.take(runner.id(), types))
        .compose(task -> task.map(next -> send(runner, next)).orElseGet(Future::succeededFuture));
  }

  /** Types that a runner would take now. */
  private Future<Set<String>> taking(Runner runner) {
    return calls
        .ping(runner)
        .onSuccess(ping -> runners.offers(runner, ping.types()))
        .map(ping -> ping.free() ? ping.types() : Set.of());
  }

  /** Asks all runners what they offer now. Never fails. */
  Future<Void> ask() {
    return Future.join(runners.all().stream().map(this::taking).toList())
        .otherwiseEmpty()
        .mapEmpty();
  }

  /**
   * Ends what has waited too long for somebody who offers its type.
   *
   * @param waiting types of the tasks that wait now
   */
  Future<Void> giveUp(Set<String> waiting) {
    return Future.join(offers.overdue(waiting).stream().map(this::giveUp).toList())
        .onFailure(cause -> log.warn("cannot end waiting tasks: {}", cause.getMessage()))
        .otherwiseEmpty()
        .mapEmpty();
  }

  private Future<Void> giveUp(String type) {
    String error =
        String.format(
            Locale.ROOT,
            "No runners available: nobody has offered tasks of type %s for %d minutes.",
            type,
            offers.patience().toMinutes());
    return queue
        .waiting(type)
        .compose(
            tasks -> {
              if (!tasks.isEmpty()) {
                log.warn("{} tasks end: {}", tasks.size(), error);
              }
              return Future.join(
                  tasks.stream()
                      .map(
                          task ->
                              queue.endWaiting(
                                  CompletionReader.own(
                                      task.request().taskId(),
                                      QueueState.FAILED,
                                      error,
                                      Optional.empty())))
                      .toList());
            })
        .onSuccess(all -> ended.run())
        .mapEmpty();
  }

  private Future<Void> send(Runner runner, QueuedTask task) {
    TaskId id = task.request().taskId();
    sending.add(id);
    return calls
        .run(runner, task)
        .transform(
            (reply, cause) -> {
              sending.remove(id);
              if (cause != null) {
                log.warn("runner={} may have task={}: {}", runner.id(), id, cause.getMessage());
                vertx.setTimer(ASK_MILLIS, timer -> settle());
                return Future.succeededFuture();
              }
              return reply.status() == 200 ? taken(runner, task) : refused(runner, task, reply);
            });
  }

  private Future<Void> taken(Runner runner, QueuedTask task) {
    log.info(
        "task sent: task={} application={} runner={}",
        task.request().taskId(),
        task.application(),
        runner.id());
    return queue.taken(task).compose(noted -> stopIfAsked(runner, task));
  }

  /** Somebody may have asked for its end while it was on its way. */
  private Future<Void> stopIfAsked(Runner runner, QueuedTask task) {
    return queue
        .find(task.request().taskId())
        .compose(
            now ->
                now.filter(QueuedTask::stopRequested).isPresent()
                    ? calls.stop(runner, task.request().taskId()).otherwiseEmpty().mapEmpty()
                    : Future.succeededFuture());
  }

  /** Busy is also what it says if it runs this very task. */
  private Future<Void> refused(Runner runner, QueuedTask task, HttpReply reply) {
    TaskId id = task.request().taskId();
    if (FOR_GOOD.contains(reply.status())) {
      return fail(task, "Runner returned status " + reply.status() + ": " + reply.body());
    }
    return calls
        .status(runner, id)
        .map(status -> "running".equals(status.getString("status")))
        .otherwise(false)
        .compose(
            runs -> {
              if (runs) {
                return queue.taken(task);
              }
              log.info("task waits again: task={} runner={} {}", id, runner.id(), reply.shown());
              return queue
                  .putBack(task)
                  .compose(
                      refusals ->
                          refusals < MOST_REFUSALS
                              ? Future.succeededFuture()
                              : fail(
                                  task,
                                  String.format(
                                      Locale.ROOT,
                                      "Runner returned status %d: %s",
                                      reply.status(),
                                      reply.body())));
            });
  }

  /** Ends a task as cancelled that no runner has. */
  Future<Void> cancel(QueuedTask task) {
    return fail(task, Failure.CANCELLED.message());
  }

  private Future<Void> fail(QueuedTask task, String error) {
    return queue
        .end(
            CompletionReader.own(
                task.request().taskId(), QueueState.FAILED, error, Optional.empty()))
        .onSuccess(known -> ended.run())
        .mapEmpty();
  }

  /** Asks runners about all tasks that they have or may have. */
  Future<Void> settle() {
    return queue
        .away()
        .compose(
            away ->
                Future.join(
                    away.stream()
                        .filter(task -> !sending.contains(task.request().taskId()))
                        .map(this::settle)
                        .toList()))
        .onFailure(cause -> log.warn("cannot settle all tasks: {}", cause.getMessage()))
        .otherwiseEmpty()
        .compose(settled -> offer());
  }

  private Future<Void> settle(QueuedTask task) {
    List<Runner> all = runners.all(); // they share one journal: any of them knows
    Optional<Runner> runner = runners.find(task.runnerId()).or(() -> all.stream().findFirst());
    return runner
        .map(
            asked ->
                calls
                    .status(asked, task.request().taskId())
                    .compose(status -> settle(asked, task, status)))
        .orElseGet(Future::succeededFuture);
  }

  private Future<Void> settle(Runner runner, QueuedTask task, JsonObject status) {
    String state = status.getString("status");
    if (sending.contains(task.request().taskId())) {
      return Future.succeededFuture();
    }
    if (state.equals("not_found")) {
      log.warn("no runner has the task: task={}", task.request().taskId());
      return task.stopRequested() ? cancel(task) : queue.putBack(task).mapEmpty();
    }
    Optional<QueueState> end = QueueState.end(state);
    if (end.isEmpty()) {
      return task.state() == QueueState.SENT ? taken(runner, task) : Future.succeededFuture();
    }
    boolean overdue = task.updatedAt().plus(OVERDUE).isBefore(clock.instant());
    return overdue
        ? queue
            .end(
                CompletionReader.own(
                    task.request().taskId(),
                    end.get(),
                    status.getString("error_message"),
                    Optional.ofNullable(status.getString("script_output"))))
            .onSuccess(known -> ended.run())
            .mapEmpty()
        : Future.succeededFuture(); // its completion is on the way
  }
}
