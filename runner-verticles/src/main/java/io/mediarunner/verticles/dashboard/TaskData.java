package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.log.Masker;
import io.mediarunner.core.store.Sort;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.TaskHistory.Filter;
import io.mediarunner.core.task.AttemptEnd;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskCourse;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskWarning;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.core.workspace.TaskLogFile;
import io.mediarunner.verticles.store.HistoryReader;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
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
import org.jspecify.annotations.Nullable;

/** Data that the page requests: the history in pages, and everything about one task. */
final class TaskData {
  private static final int LOG_BYTES = 256 * 1024;
  private static final int DEFAULT_PAGE = 25;
  private static final String COMMAND = "command: ";
  private static final int LARGEST_INFO = 512 * 1024;
  private static final int LOGS_AT_ONCE = 25;

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

  /** What the query of a list asks for. */
  private record Query(
      Filter filter, Sort sort, Optional<String> log, Optional<String> after, int limit) {
    /**
     * @throws IllegalArgumentException if a parameter has no sense
     */
    static Query of(MultiMap query) {
      Optional<String> state = given(query, "state");
      boolean warned = state.filter("warnings"::equals).isPresent();
      return new Query(
          new Filter(
              warned ? Optional.empty() : state,
              given(query, "type"),
              OptionalInt.empty(),
              given(query, "text"),
              given(query, "cause"),
              warned),
          given(query, "sort").map(Sort::parse).orElse(Sort.NEWEST),
          given(query, "log"),
          given(query, "after"),
          given(query, "limit").map(Integer::parseInt).orElse(DEFAULT_PAGE));
    }
  }

  /** {@code GET /data/tasks?state=&type=&text=&cause=&log=&sort=&after=&limit=}. */
  void list(RoutingContext ctx) {
    Query query;
    try {
      query = Query.of(ctx.queryParams());
    } catch (IllegalArgumentException e) {
      ctx.response().setStatusCode(400).end();
      return;
    }
    Future<JsonObject> page =
        query.log().isPresent()
            ? vertx.executeBlocking(() -> searchLogs(query), false)
            : history.read(tasks -> page(tasks, query));
    page.onSuccess(found -> send(ctx, found))
        .onFailure(
            cause -> {
              if (cause instanceof IllegalArgumentException) {
                ctx.response().setStatusCode(400).end();
              } else {
                ctx.fail(cause);
              }
            });
  }

  private static JsonObject page(TaskHistory tasks, Query query) {
    TaskHistory.Page page = tasks.page(query.filter(), query.sort(), query.after(), query.limit());
    JsonArray rows = new JsonArray();
    page.rows().forEach(row -> rows.add(TaskJson.of(row)));
    return new JsonObject().put("tasks", rows).put("next", page.next().orElse(null));
  }

  private JsonObject searchLogs(Query query) {
    return new LogSearch(storageDir, masker)
        .find(
            at -> history.now(tasks -> tasks.page(query.filter(), query.sort(), at, LOGS_AT_ONCE)),
            query.after(),
            query.log().orElseThrow(),
            query.limit());
  }

  /** {@code GET /data/tasks.csv} and {@code /data/tasks.json} with the same query. */
  void export(RoutingContext ctx, boolean csv) {
    try {
      Query query = Query.of(ctx.queryParams());
      if (query.log().isPresent()) {
        throw new IllegalArgumentException("log: a search in logs is not exported");
      }
      TaskExport.send(ctx, history, query.filter(), query.sort(), csv);
    } catch (IllegalArgumentException e) {
      ctx.response().setStatusCode(400).end();
    }
  }

  private static Optional<String> given(MultiMap query, String name) {
    return Optional.ofNullable(query.get(name)).filter(text -> !text.isBlank());
  }

  /** What the journal has about one task. */
  private record Found(
      TaskHistory.Row row,
      Map<Stage, Instant> stages,
      Optional<String> toolLog,
      List<TaskWarning> warnings,
      List<AttemptEnd> attempts,
      List<TaskCourse.Speed> speeds,
      Optional<Instant> reportedAt,
      Optional<Long> sourceBytes) {
    static Found of(TaskHistory tasks, TaskHistory.Row row) {
      TaskId id = row.request().taskId();
      return new Found(
          row,
          tasks.stages(id),
          tasks.scriptOutput(id),
          tasks.warnings(id),
          tasks.attempts(id),
          tasks.speeds(id),
          tasks.reportedAt(id),
          tasks.sourceBytes(id));
    }
  }

  /** {@code GET /data/tasks/:id}. */
  void one(RoutingContext ctx) {
    String text = ctx.pathParam("id");
    if (!TaskId.isValid(text)) {
      ctx.response().setStatusCode(404).end();
      return;
    }
    TaskId id = new TaskId(text);
    history
        .read(tasks -> tasks.find(id).map(row -> Found.of(tasks, row)))
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
        .put("info", info(id))
        .put("warned", new JsonArray(found.warnings().stream().map(WarningJson::of).toList()))
        .put("attempts", attempts(found.attempts()))
        .put(
            "speeds",
            new JsonArray(
                found.speeds().stream()
                    .map(speed -> new JsonArray(List.of(speed.second(), speed.times())))
                    .toList()))
        .put("reported_at", found.reportedAt().map(Instant::toEpochMilli).orElse(null))
        .put("reports", row.request().completionCallback().filter(u -> !u.isBlank()).isPresent())
        .put("source_bytes", found.sourceBytes().orElse(null))
        .put(
            "manager",
            row.request().completionCallback().map(TaskJson::source).map(TaskData::host).orElse(""))
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

  private static String host(String source) {
    return source.split("/", 2)[0];
  }

  private static JsonArray attempts(List<AttemptEnd> attempts) {
    JsonArray list = new JsonArray();
    attempts.forEach(
        attempt -> {
          JsonArray stages = new JsonArray();
          attempt
              .stages()
              .forEach(
                  spent ->
                      stages.add(
                          new JsonObject()
                              .put("stage", spent.stage().wireName())
                              .put("millis", spent.millis())));
          list.add(
              new JsonObject()
                  .put("number", attempt.number())
                  .put("started_at", attempt.startedAt().map(Instant::toEpochMilli).orElse(null))
                  .put("ended_at", attempt.endedAt().toEpochMilli())
                  .put("how", attempt.how())
                  .put("code", attempt.code().orElse(null))
                  .put("message", attempt.message().orElse(null))
                  .put("stages", stages));
        });
    return list;
  }

  /** What is known of the source and the renditions, of a task that has results. */
  private @Nullable JsonObject info(TaskId id) throws IOException {
    Optional<Path> file = results.file(id, "info_video.json");
    if (file.isEmpty() || Files.size(file.get()) > LARGEST_INFO) {
      return null;
    }
    try {
      return new JsonObject(SmallFile.text(file.get(), Limits.LISTING));
    } catch (DecodeException e) {
      return null; // of another runner
    }
  }

  private JsonArray files(TaskId id) throws IOException {
    Optional<Path> manifest = results.manifest(id);
    if (manifest.isEmpty()) {
      return new JsonArray();
    }
    JsonArray files = new JsonArray();
    new JsonObject(SmallFile.text(manifest.get(), Limits.LISTING))
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
