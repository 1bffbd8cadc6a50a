package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.PauseInstance;
import io.mediarunner.core.bus.RetryDeliveries;
import io.mediarunner.core.bus.ShutdownRunner;
import io.mediarunner.core.bus.StopTask;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * What the page can do: {@code POST /actions/…}. Answers {@code {"result": "ok"}} or another short
 * word once it is done; each try is in the audit log.
 */
final class ActionHandler {
  private final Journal journal;
  private final Bus bus;
  private final IntPredicate knowsInstance;
  private final Consumer<TaskId> stopping;

  /**
   * @param stopping notified of tasks to stop
   */
  ActionHandler(Journal journal, Bus bus, IntPredicate knowsInstance, Consumer<TaskId> stopping) {
    this.journal = journal;
    this.bus = bus;
    this.knowsInstance = knowsInstance;
    this.stopping = stopping;
  }

  /** Answers an action that the page has not sent: no other page can know the token. */
  void refused(RoutingContext ctx) {
    if (ctx.statusCode() != 403) {
      ctx.next();
      return;
    }
    audit(ctx, "refused", ctx.request().path().replaceAll("[^\\w/-]", "?"), "no CSRF token");
    answer(ctx, 403, "csrf");
  }

  void stop(RoutingContext ctx) {
    String id = ctx.pathParam("id");
    if (!TaskId.isValid(id)) {
      answer(ctx, 404, "unknown");
      return;
    }
    TaskId task = new TaskId(id);
    finish(
        ctx,
        "stop",
        "task=" + task,
        journal
            .requestStop(task)
            .map(
                found -> {
                  if (found.isEmpty()) {
                    return "unknown";
                  }
                  if (found.get().state().terminal()) {
                    return "over";
                  }
                  bus.publish(Addresses.TASK_STOP, new StopTask(task));
                  stopping.accept(task);
                  return "ok";
                }));
  }

  void pause(RoutingContext ctx, boolean paused) {
    String text = ctx.pathParam("number");
    int number = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    if (!knowsInstance.test(number)) {
      answer(ctx, 404, "unknown");
      return;
    }
    bus.publish(Addresses.PAUSE, new PauseInstance(number, paused));
    finish(ctx, paused ? "pause" : "resume", "instance=" + number, Future.succeededFuture("ok"));
  }

  void drain(RoutingContext ctx) {
    // Scheduled after the response, so that the page gets it before the port closes.
    ctx.addEndHandler(
        answered -> bus.publish(Addresses.SHUTDOWN, new ShutdownRunner(Optional.empty())));
    finish(ctx, "drain", "", Future.succeededFuture("ok"));
  }

  void retry(RoutingContext ctx) {
    bus.publish(Addresses.RETRY_DELIVERIES, new RetryDeliveries());
    finish(ctx, "retry-deliveries", "", Future.succeededFuture("ok"));
  }

  private static void finish(
      RoutingContext ctx, String action, String subject, Future<String> result) {
    result
        .onSuccess(
            word -> {
              audit(ctx, action, subject, word);
              answer(ctx, word.equals("unknown") ? 404 : 200, word);
            })
        .onFailure(
            cause -> {
              audit(ctx, action, subject, "failed");
              ctx.fail(cause);
            });
  }

  private static void audit(RoutingContext ctx, String action, String subject, String result) {
    String session = LoginSessions.shortName(ctx.session());
    AuditLog.write(action, subject, ctx.request().remoteAddress().hostAddress(), session, result);
  }

  private static void answer(RoutingContext ctx, int status, String result) {
    ctx.response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(new JsonObject().put("result", result).toBuffer());
  }
}
