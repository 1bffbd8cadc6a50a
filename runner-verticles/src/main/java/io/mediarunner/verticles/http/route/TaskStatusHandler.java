package io.mediarunner.verticles.http.route;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.verticles.store.Journal;
import io.mediarunner.verticles.web.Answer;
import io.mediarunner.verticles.web.Validated;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/** {@code GET /task/status/{task_id}}: state and progress of a task. */
public final class TaskStatusHandler implements Handler<RoutingContext> {
  private final Vertx vertx;
  private final Journal journal;
  private final ResultFiles results;
  private final ProgressBoard progress;

  public TaskStatusHandler(
      Vertx vertx, Journal journal, ResultFiles results, ProgressBoard progress) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.journal = Objects.requireNonNull(journal, "journal");
    this.results = Objects.requireNonNull(results, "results");
    this.progress = Objects.requireNonNull(progress, "progress");
  }

  @Override
  public void handle(RoutingContext ctx) {
    TaskId id = Validated.taskId(ctx);
    journal
        .find(id)
        .compose(
            task ->
                task.map(known -> Future.succeededFuture(toJson(known)))
                    .orElseGet(() -> unknown(id)))
        .onSuccess(json -> Answer.json(ctx, 200, json))
        .onFailure(ctx::fail);
  }

  /** The journal may be newer than the results on disk. */
  private Future<JsonObject> unknown(TaskId id) {
    return vertx
        .executeBlocking(() -> results.manifest(id).isPresent(), false)
        .map(
            published ->
                new JsonObject()
                    .put("task_id", id.value())
                    .put("status", published ? "completed" : "not_found"));
  }

  private JsonObject toJson(TaskRecord task) {
    TaskId id = task.request().taskId();
    JsonObject json =
        new JsonObject().put("task_id", id.value()).put("status", task.state().wireName());
    task.failure()
        .ifPresent(
            failure -> json.put("error_message", failure.message()).mergeIn(explained(failure)));
    task.scriptOutput().ifPresent(text -> json.put("script_output", text));
    if (!task.state().terminal()) {
      if (task.stopRequested()) {
        json.put("error_message", Failure.CANCELLED.message());
      }
      progress.of(id).ifPresent(known -> json.put("progress", toJson(known)));
    }
    return json;
  }

  private static JsonObject explained(Failure failure) {
    FailureCode code = failure.code();
    return new JsonObject()
        .put("code", failure.name())
        .put("fault", code.fault().name().toLowerCase(Locale.ROOT))
        .put("retryable", code.retryable())
        .put("explanation", new JsonObject().put("en", code.english()).put("fr", code.french()));
  }

  private static JsonObject toJson(Progress progress) {
    return new JsonObject()
        .put("stage", progress.stage().wireName())
        .put("percent", Math.round(progress.fraction() * 1000) / 10.0)
        .put("speed", progress.speed().orElse(null))
        .put("eta_seconds", progress.eta().map(Duration::toSeconds).orElse(null));
  }
}
