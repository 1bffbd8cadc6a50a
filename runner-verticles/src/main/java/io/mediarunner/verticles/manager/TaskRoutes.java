package io.mediarunner.verticles.manager;

import io.mediarunner.core.config.StandaloneConfig.Application;
import io.mediarunner.core.config.StandaloneConfig.Application.Right;
import io.mediarunner.core.queue.QueueFullException;
import io.mediarunner.core.queue.QueueState;
import io.mediarunner.core.queue.QueuedTask;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.verticles.call.HttpReply;
import io.mediarunner.verticles.web.Answer;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.mediarunner.verticles.web.JsonBody;
import io.mediarunner.verticles.web.TaskIds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Optional;

/** What applications do with tasks. One event loop. */
final class TaskRoutes {
  /** An answer says "running" where a runner takes the task at once. */
  private static final long OFFER_MILLIS = 1_500;

  private static final int MOST_LISTED = 1_000;

  private final Vertx vertx;
  private final TaskReader reader;
  private final QueueJournal queue;
  private final Runners runners;
  private final RunnerCalls calls;
  private final Dispatcher dispatcher;
  private final Offers offers;
  private final Clock clock;

  TaskRoutes(
      Vertx vertx,
      TaskReader reader,
      QueueJournal queue,
      Runners runners,
      RunnerCalls calls,
      Dispatcher dispatcher,
      Offers offers,
      Clock clock) {
    this.vertx = vertx;
    this.reader = reader;
    this.queue = queue;
    this.runners = runners;
    this.calls = calls;
    this.dispatcher = dispatcher;
    this.offers = offers;
    this.clock = clock;
  }

  void execute(RoutingContext ctx) {
    TaskReader.Wanted wanted = reader.read(JsonBody.of(ctx));
    Application caller = Applications.caller(ctx);
    requireOffer(wanted.request().taskType())
        .compose(
            offered ->
                queue.add(caller.name(), wanted.request(), wanted.fingerprint(), wanted.priority()))
        .recover(TaskRoutes::full)
        .onSuccess(task -> offered(ctx, task))
        .onFailure(ctx::fail);
  }

  /** Fails if nobody offers this type, also when asked again. */
  private Future<Void> requireOffer(String type) {
    return (offers.has(type) ? Future.<Void>succeededFuture() : dispatcher.ask())
        .compose(
            asked ->
                offers.has(type)
                    ? Future.succeededFuture()
                    : Future.failedFuture(new ApiException(ApiError.NO_RUNNERS)));
  }

  private static <T> Future<T> full(Throwable cause) {
    return Future.failedFuture(
        cause instanceof QueueFullException ? new ApiException(ApiError.NO_RUNNERS) : cause);
  }

  /** Says what became of the task, but does not keep the client waiting for it. */
  private void offered(RoutingContext ctx, QueuedTask task) {
    Future.any(dispatcher.offer(), vertx.timer(OFFER_MILLIS))
        .compose(tried -> queue.find(task.request().taskId()))
        .map(now -> now.map(TaskJson::status).orElseGet(() -> TaskJson.status(task)))
        .onSuccess(
            status ->
                Answer.json(
                    ctx,
                    200,
                    new JsonObject()
                        .put("task_id", task.request().taskId().value())
                        .put("status", status)))
        .onFailure(ctx::fail);
  }

  void status(RoutingContext ctx) {
    find(ctx)
        .onSuccess(task -> Answer.json(ctx, 200, TaskJson.of(task, clock)))
        .onFailure(ctx::fail);
  }

  void list(RoutingContext ctx) {
    Application caller = Applications.caller(ctx);
    Optional<String> whose =
        caller.rights().contains(Right.ALL) ? Optional.empty() : Optional.of(caller.name());
    queue
        .list(whose, MOST_LISTED)
        .map(
            tasks -> {
              JsonObject all = new JsonObject();
              tasks.forEach(t -> all.put(t.request().taskId().value(), TaskJson.of(t, clock)));
              return all;
            })
        .onSuccess(all -> Answer.json(ctx, 200, all))
        .onFailure(ctx::fail);
  }

  /** Lets a request for results pass if there can be any. */
  void requireResults(RoutingContext ctx) {
    find(ctx)
        .onSuccess(
            task -> {
              if (task.state() == QueueState.FAILED) {
                ctx.fail(
                    new ApiException(
                        ApiError.TASK_FAILED, "Task failed: " + task.error().orElse("None")));
              } else if (task.state() != QueueState.COMPLETED) {
                ctx.fail(
                    new ApiException(
                        ApiError.TASK_NOT_COMPLETED,
                        "Task not completed. Status: " + TaskJson.status(task)));
              } else {
                ctx.response().putHeader("X-Task-ID", task.request().taskId().value());
                ctx.next();
              }
            })
        .onFailure(ctx::fail);
  }

  void stop(RoutingContext ctx) {
    find(ctx)
        .compose(
            task ->
                task.state().terminal()
                    ? Future.failedFuture(new ApiException(ApiError.TASK_NOT_RUNNING))
                    : queue.requestStop(task.request().taskId()))
        .compose(task -> stop(task.orElseThrow()))
        .onSuccess(answer -> Answer.json(ctx, 202, answer))
        .onFailure(ctx::fail);
  }

  private Future<JsonObject> stop(QueuedTask task) {
    JsonObject answer =
        new JsonObject()
            .put("task_id", task.request().taskId().value())
            .put("status", "stop_requested")
            .put("runner_id", task.runnerId());
    if (task.state() == QueueState.WAITING) {
      return dispatcher.cancel(task).map(ended -> answer.put("runner_status_code", 202));
    }
    Runner runner =
        runners
            .find(task.runnerId())
            .or(() -> runners.all().stream().findFirst())
            .orElseThrow(() -> new ApiException(ApiError.RUNNER_NOT_FOUND));
    return calls
        .stop(runner, task.request().taskId())
        .recover(cause -> Future.failedFuture(new ApiException(ApiError.RUNNER_UNREACHABLE)))
        .compose(reply -> stopped(task, reply))
        .map(code -> answer.put("runner_status_code", code));
  }

  /** A task that is still on its way is stopped where it arrives. */
  private static Future<Integer> stopped(QueuedTask task, HttpReply reply) {
    if (reply.status() / 100 == 2) {
      return Future.succeededFuture(reply.status());
    }
    if (reply.status() == 404) {
      return task.state() == QueueState.SENT
          ? Future.succeededFuture(202)
          : Future.failedFuture(new ApiException(ApiError.TASK_NOT_FOUND));
    }
    return Future.failedFuture(
        new ApiException(
            ApiError.RUNNER_UNREACHABLE, "Runner stop request failed: " + reply.shown()));
  }

  void restart(RoutingContext ctx) {
    find(ctx)
        .compose(task -> requireOffer(task.request().taskType()).map(offered -> task))
        .compose(
            task ->
                queue
                    .again(task.request().taskId())
                    .recover(TaskRoutes::full)
                    .compose(
                        done ->
                            done
                                ? Future.succeededFuture(task)
                                : Future.failedFuture(new ApiException(ApiError.TASK_NOT_ENDED))))
        .onSuccess(task -> offered(ctx, task))
        .onFailure(ctx::fail);
  }

  private Future<QueuedTask> find(RoutingContext ctx) {
    TaskId id = TaskIds.of(ctx.pathParam("task_id"), ApiError.TASK_NOT_FOUND);
    return queue.find(id).map(task -> Applications.visible(ctx, task));
  }
}
