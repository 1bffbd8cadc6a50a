package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.store.Sort;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.TaskHistory.Filter;
import io.mediarunner.verticles.store.HistoryReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A list of tasks as a file: written page by page as the client takes it, at most {@link #MOST}
 * tasks. Lives on an event loop.
 */
final class TaskExport {
  static final int MOST = 100_000;

  private static final List<String> COLUMNS =
      List.of(
          "id",
          "title",
          "type",
          "state",
          "code",
          "warnings",
          "source",
          "institution",
          "application",
          "attempt",
          "accepted_at",
          "started_at",
          "ended_at",
          "seconds");

  private final HistoryReader history;
  private final HttpServerResponse response;
  private final Filter filter;
  private final Sort sort;
  private final boolean csv;
  private int written;
  private boolean gone;

  private TaskExport(
      HistoryReader history, HttpServerResponse response, Filter filter, Sort sort, boolean csv) {
    this.history = history;
    this.response = response;
    this.filter = filter;
    this.sort = sort;
    this.csv = csv;
  }

  /** Answers a request with a file; fails the request if the journal cannot be read. */
  static void send(
      RoutingContext ctx, HistoryReader history, Filter filter, Sort sort, boolean csv) {
    HttpServerResponse response = ctx.response();
    TaskExport export = new TaskExport(history, response, filter, sort, csv);
    response.closeHandler(closed -> export.gone = true);
    response
        .setChunked(true)
        .putHeader("Content-Type", csv ? "text/csv; charset=utf-8" : "application/json")
        .putHeader(
            "Content-Disposition", "attachment; filename=\"tasks." + (csv ? "csv\"" : "json\""))
        .putHeader("Cache-Control", "no-store");
    export.pages(Optional.empty()).onFailure(cause -> response.reset());
  }

  private Future<Void> pages(Optional<String> after) {
    return history
        .read(tasks -> tasks.page(filter, sort, after, TaskHistory.MAX_PAGE))
        .compose(
            page -> {
              if (gone) {
                return Future.succeededFuture();
              }
              StringBuilder text = new StringBuilder(after.isEmpty() ? head() : "");
              page.rows().forEach(row -> text.append(line(TaskJson.of(row))));
              if (page.next().isEmpty() || written >= MOST) {
                return response.end(text.append(csv ? "" : "\n]\n").toString());
              }
              return response
                  .write(text.toString())
                  .compose(sent -> room())
                  .compose(room -> pages(page.next()));
            });
  }

  /** A client that reads slowly gets the next page when it has taken the others. */
  private Future<Void> room() {
    if (gone || !response.writeQueueFull()) {
      return Future.succeededFuture();
    }
    Promise<Void> drained = Promise.promise();
    response.drainHandler(ready -> drained.tryComplete());
    response.closeHandler(
        closed -> {
          gone = true;
          drained.tryComplete();
        });
    return drained.future();
  }

  private String head() {
    // The mark by which spreadsheets recognise UTF-8.
    return csv ? "\uFEFF" + String.join(",", COLUMNS) + "\r\n" : "[";
  }

  private String line(JsonObject task) {
    JsonObject row = row(task);
    String separator = written++ == 0 ? "\n" : ",\n";
    return csv
        ? String.join(",", COLUMNS.stream().map(name -> cell(row.getValue(name))).toList()) + "\r\n"
        : separator + row.encode();
  }

  private static JsonObject row(JsonObject task) {
    JsonObject failure = task.getJsonObject("failure", new JsonObject());
    Long ended = task.getLong("ended_at");
    Long started = task.getLong("started_at");
    return new JsonObject()
        .put("id", task.getString("id"))
        .put("title", task.getString("title"))
        .put("type", task.getString("type"))
        .put("state", task.getString("state"))
        .put("code", failure.getString("code"))
        .put("warnings", task.getInteger("warnings"))
        .put("source", task.getString("source"))
        .put("institution", task.getString("etab"))
        .put("application", task.getString("app"))
        .put("attempt", task.getInteger("attempt"))
        .put("accepted_at", moment(task.getLong("accepted_at")))
        .put("started_at", moment(started))
        .put("ended_at", moment(ended))
        .put(
            "seconds",
            ended == null || started == null
                ? null
                : Duration.ofMillis(ended - started).toMillis() / 1000.0);
  }

  private static @Nullable String moment(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis).toString();
  }

  /**
   * Quoted as RFC 4180 says. A text that a spreadsheet would take for a formula gets an apostrophe
   * in front (https://owasp.org/www-community/attacks/CSV_Injection).
   */
  static String cell(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Number) {
      return value.toString();
    }
    String text = value.toString();
    String safe = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return "\"" + safe.replace("\"", "\"\"") + "\"";
  }
}
