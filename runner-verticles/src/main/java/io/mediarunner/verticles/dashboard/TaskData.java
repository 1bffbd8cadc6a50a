package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.log.Masker;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.TaskHistory.Filter;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.core.workspace.TaskLogFile;
import io.mediarunner.verticles.store.HistoryReader;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Data that the page requests: the history in pages, and everything about one task. */
final class TaskData {
  private static final int LOG_BYTES = 256 * 1024;
  private static final int DEFAULT_PAGE = 25;
  private static final String COMMAND = "command: ";

  private final Vertx vertx;
  private final HistoryReader history;
  private final Path storageDir;
  private final ResultFiles results;
  private final Masker masker;
  private final Function<TaskId, Optional<JsonObject>> live;

  /**
   * @param live state of a task that has not ended
   */
  TaskData(
      Vertx vertx,
      HistoryReader history,
      Path storageDir,
      Masker masker,
      Function<TaskId, Optional<JsonObject>> live) {
    this.vertx = vertx;
    this.history = history;
    this.storageDir = storageDir;
    this.results = new ResultFiles(storageDir);
    this.masker = masker;
    this.live = live;
  }

  /** {@code GET /data/tasks?state=&type=&text=&after=&limit=}. */
  void list(RoutingContext ctx) {
    MultiMap query = ctx.queryParams();
    Filter filter;
    int limit;
    try {
      filter =
          new Filter(
              given(query, "state"),
              given(query, "type"),
              OptionalInt.empty(),
              given(query, "text"));
      limit = given(query, "limit").map(Integer::parseInt).orElse(DEFAULT_PAGE);
    } catch (IllegalArgumentException e) {
      ctx.response().setStatusCode(400).end();
      return;
    }
    history
        .read(tasks -> tasks.page(filter, given(query, "after"), limit))
        .onSuccess(
            page -> {
              JsonArray rows = new JsonArray();
              page.rows().forEach(row -> rows.add(TaskJson.of(row)));
              send(ctx, new JsonObject().put("tasks", rows).put("next", page.next().orElse(null)));
            })
        .onFailure(
            cause -> {
              if (cause instanceof IllegalArgumentException) {
                ctx.response().setStatusCode(400).end();
              } else {
                ctx.fail(cause);
              }
            });
  }

  private static Optional<String> given(MultiMap query, String name) {
    return Optional.ofNullable(query.get(name)).filter(text -> !text.isBlank());
  }

  private record Found(TaskHistory.Row row, Map<Stage, Instant> stages, Optional<String> toolLog) {}

  /** {@code GET /data/tasks/:id}. */
  void one(RoutingContext ctx) {
    String text = ctx.pathParam("id");
    if (!TaskId.isValid(text)) {
      ctx.response().setStatusCode(404).end();
      return;
    }
    TaskId id = new TaskId(text);
    history
        .read(
            tasks ->
                tasks.find(id).map(row -> new Found(row, tasks.stages(id), tasks.scriptOutput(id))))
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(Optional.<JsonObject>empty())
                    : vertx.executeBlocking(() -> Optional.of(describe(found.get())), false))
        .onSuccess(
            json -> {
              if (json.isEmpty()) {
                ctx.response().setStatusCode(404).end();
              } else {
                live.apply(id).ifPresent(now -> json.get().mergeIn(now));
                send(ctx, json.get());
              }
            })
        .onFailure(ctx::fail);
  }

  private JsonObject describe(Found found) throws IOException {
    TaskHistory.Row row = found.row();
    TaskId id = row.request().taskId();
    JsonObject json = TaskJson.of(row);
    json.put("timeline", LiveTask.timeline(found.stages()));
    json.put("parameters", new JsonObject(masked(row.request().parameters())));
    Optional<TaskLogFile.Piece> log =
        new TaskLogFile(storageDir, id, row.attempt()).tail(LOG_BYTES);
    String text = masker.mask(log.map(TaskLogFile.Piece::text).or(found::toolLog).orElse(""));
    json.put("log", text)
        .put("log_to", log.map(TaskLogFile.Piece::to).orElse(0L))
        .put("commands", commands(text))
        .put("files", files(id));
    return json;
  }

  /** The command lines as they were run, one per program. */
  private static JsonArray commands(String log) {
    JsonArray commands = new JsonArray();
    log.lines()
        .filter(line -> line.contains(COMMAND))
        .map(line -> line.substring(line.indexOf(COMMAND) + COMMAND.length()))
        .forEach(commands::add);
    return commands;
  }

  private JsonArray files(TaskId id) throws IOException {
    Optional<Path> manifest = results.manifest(id);
    if (manifest.isEmpty()) {
      return new JsonArray();
    }
    JsonArray files = new JsonArray();
    new JsonObject(Files.readString(manifest.get()))
        .getJsonArray("entries", new JsonArray())
        .forEach(
            entry -> {
              JsonObject file = (JsonObject) entry;
              files.add(
                  new JsonObject()
                      .put("name", file.getString("file_path"))
                      .put("size", file.getLong("size")));
            });
    return files;
  }

  /** Nested parameters may contain signed URLs too. */
  private Map<String, Object> masked(Map<String, Object> parameters) {
    Map<String, Object> shown = new LinkedHashMap<>();
    parameters.forEach((name, value) -> shown.put(name, masked(value)));
    return shown;
  }

  private Object masked(Object value) {
    if (value instanceof String text) {
      return masker.mask(text);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> shown = new LinkedHashMap<>();
      map.forEach((name, inner) -> shown.put(String.valueOf(name), masked(inner)));
      return shown;
    }
    if (value instanceof Collection<?> list) {
      List<Object> shown = new java.util.ArrayList<>();
      list.forEach(inner -> shown.add(masked(inner)));
      return shown;
    }
    return value;
  }

  static void send(RoutingContext ctx, JsonObject json) {
    ctx.response()
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(json.toBuffer());
  }
}
