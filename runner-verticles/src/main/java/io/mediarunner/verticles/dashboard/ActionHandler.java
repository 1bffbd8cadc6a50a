package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.PauseInstance;
import io.mediarunner.core.bus.RetryDeliveries;
import io.mediarunner.core.bus.RunAgain;
import io.mediarunner.core.bus.ShutdownRunner;
import io.mediarunner.core.bus.StopTask;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.Journal;
import io.mediarunner.verticles.web.GuessLimit;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * What the page can do: {@code POST /actions/…}. Answers {@code {"result": "ok"}} or another short
 * word once it is done; each try is in the audit log.
 */
final class ActionHandler {
  private static final int LONGEST_KEY = 500;

  private final Journal journal;
  private final Bus bus;
  private final IntPredicate knowsInstance;
  private final Consumer<TaskId> stopping;
  private final Again again;
  private final Runnable changed;

  /** Finds the instance that would run an ended task once more. */
  interface Again {
    OptionalInt instanceFor(TaskRecord task);
  }

  /**
   * @param stopping notified of tasks to stop
   * @param changed notified when what needs attention has changed
   */
  ActionHandler(
      Journal journal,
      Bus bus,
      IntPredicate knowsInstance,
      Consumer<TaskId> stopping,
      Again again,
      Runnable changed) {
    this.journal = journal;
    this.bus = bus;
    this.knowsInstance = knowsInstance;
    this.stopping = stopping;
    this.again = again;
    this.changed = changed;
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

  /** Runs an ended task once more under its id, as if the Manager had sent it again. */
  void again(RoutingContext ctx) {
    String id = ctx.pathParam("id");
    if (!TaskId.isValid(id)) {
      answer(ctx, 404, "unknown");
      return;
    }
    TaskId task = new TaskId(id);
    finish(ctx, "run-again", "task=" + task, journal.find(task).compose(this::again));
  }

  private Future<String> again(Optional<TaskRecord> found) {
    if (found.isEmpty()) {
      return Future.succeededFuture("unknown");
    }
    if (!found.get().state().terminal()) {
      return Future.succeededFuture("running");
    }
    OptionalInt instance = again.instanceFor(found.get());
    return instance.isEmpty()
        ? Future.succeededFuture("busy")
        : bus.request(
                Addresses.runAgain(instance.getAsInt()),
                new RunAgain(found.get().request().taskId()))
            .map("again")
            .otherwise("busy");
  }

  /**
   * {@code ?key=&for=}: an operator knows of a trouble; without seconds, until it happens again.
   */
  void quiet(RoutingContext ctx) {
    String key = ctx.request().getParam("key", "");
    String seconds = ctx.request().getParam("for", "");
    if (key.isEmpty() || key.length() > LONGEST_KEY || !seconds.matches("[0-9]{0,7}")) {
      answer(ctx, 400, "unknown");
      return;
    }
    finish(
        ctx,
        seconds.isEmpty() ? "acknowledge" : "snooze",
        "trouble=" + key.replaceAll("[^\\w@/.:-]", "?"),
        journal
            .quiet(
                key,
                seconds.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Duration.ofSeconds(Long.parseLong(seconds))))
            .map("ok")
            .onSuccess(done -> changed.run()));
  }

  /** {@code ?key=}: takes {@link #quiet} back. */
  void loud(RoutingContext ctx) {
    String key = ctx.request().getParam("key", "");
    finish(
        ctx,
        "recall",
        "trouble=" + key.replaceAll("[^\\w@/.:-]", "?"),
        journal.loud(key).map("ok").onSuccess(done -> changed.run()));
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
    AuditLog.write(action, subject, GuessLimit.address(ctx.request()), session, result);
  }

  private static void answer(RoutingContext ctx, int status, String result) {
    ctx.response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(new JsonObject().put("result", result).toBuffer());
  }
}
