package io.mediarunner.verticles.http.route;

import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.TaskHistory.Filter;
import io.mediarunner.verticles.store.HistoryReader;
import io.mediarunner.verticles.web.Answer;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.mediarunner.verticles.web.Validated;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Objects;

/**
 * {@code GET /runner/tasks}: the tasks in the journal, newest first, in pages. For scripts: source
 * URLs, which may be signed, are left out.
 */
public final class TaskListHandler implements Handler<RoutingContext> {
  private static final int DEFAULT_LIMIT = 50;
  private final HistoryReader history;

  public TaskListHandler(HistoryReader history) {
    this.history = Objects.requireNonNull(history, "history");
  }

  @Override
  public void handle(RoutingContext ctx) {
    Filter filter =
        new Filter(
            Validated.text(ctx, "state"),
            Validated.text(ctx, "type"),
            Validated.number(ctx, "instance"),
            Validated.text(ctx, "text"));
    int limit = Validated.number(ctx, "limit").orElse(DEFAULT_LIMIT);
    history
        .read(tasks -> tasks.page(filter, Validated.text(ctx, "after"), limit))
        .onSuccess(page -> Answer.json(ctx, 200, toJson(page)))
        .onFailure(
            cause ->
                ctx.fail(
                    cause instanceof IllegalArgumentException // only it can read "after"
                        ? new ApiException(ApiError.TASK_QUERY_INVALID)
                        : cause));
  }

  private static JsonObject toJson(TaskHistory.Page page) {
    JsonArray tasks = new JsonArray();
    page.rows().forEach(row -> tasks.add(toJson(row)));
    return new JsonObject().put("tasks", tasks).put("next", page.next().orElse(null));
  }

  private static JsonObject toJson(TaskHistory.Row row) {
    Object title = row.request().parameters().get("video_title");
    return new JsonObject()
        .put("task_id", row.request().taskId().value())
        .put("task_type", row.request().taskType())
        .put("title", title == null ? "" : title.toString())
        .put("status", row.shownState())
        .put("code", row.failure().map(failure -> failure.name()).orElse(null))
        .put("error_message", row.failure().map(failure -> failure.message()).orElse(null))
        .put("instance", row.instance())
        .put("attempt", row.attempt())
        .put("accepted_at", row.acceptedAt().toString())
        .put("started_at", row.startedAt().map(Instant::toString).orElse(null))
        .put("ended_at", row.endedAt().map(Instant::toString).orElse(null));
  }
}
