package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.task.TaskRequest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** A task of the journal as JSON for people, without full URLs or tokens. */
final class TaskJson {
  private static final int LONGEST_TITLE = 300;

  private TaskJson() {}

  static JsonObject of(TaskHistory.Row row) {
    TaskRequest request = row.request();
    JsonObject json =
        new JsonObject()
            .put("id", request.taskId().value())
            .put("type", request.taskType())
            .put("title", title(request))
            .put("source", source(request.sourceUrl()))
            .put("etab", request.etabName())
            .put("app", request.appName())
            .put("app_version", request.appVersion().orElse(null))
            .put("instance", row.instance())
            .put("attempt", row.attempt())
            .put("warnings", row.warnings())
            .put("state", state(row))
            .put("stopping", row.stopRequested() && !row.state().terminal())
            .put("accepted_at", row.acceptedAt().toEpochMilli())
            .put("started_at", row.startedAt().map(Instant::toEpochMilli).orElse(null))
            .put("ended_at", row.endedAt().map(Instant::toEpochMilli).orElse(null));
    row.failure().ifPresent(failure -> json.put("failure", of(failure)));
    return json;
  }

  static JsonObject of(Failure failure) {
    FailureCode code = failure.code();
    return new JsonObject()
        .put("code", failure.name())
        .put("message", failure.message())
        .put("en", code.english())
        .put("fr", code.french())
        .put("fault", code.fault().name().toLowerCase(java.util.Locale.ROOT))
        .put("retryable", code.retryable());
  }

  private static String state(TaskHistory.Row row) {
    return row.failure().filter(Failure.CANCELLED::equals).isPresent()
        ? "stopped"
        : row.shownState();
  }

  /** The title from the request, else the slug, else the file name. */
  private static String title(TaskRequest request) {
    String title =
        text(request, "video_title")
            .or(() -> text(request, "video_slug"))
            .orElseGet(() -> fileName(withoutQuery(request.sourceUrl())));
    return title.length() > LONGEST_TITLE ? title.substring(0, LONGEST_TITLE) + "…" : title;
  }

  private static Optional<String> text(TaskRequest request, String name) {
    return Optional.ofNullable(request.parameters().get(name))
        .map(String::valueOf)
        .filter(text -> !text.isBlank());
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Host and path only; a query may give access to the file. */
  static String source(String url) {
    String bare = withoutQuery(url);
    int host = bare.indexOf("://");
    String rest = host < 0 ? bare : bare.substring(host + 3);
    int slash = rest.indexOf('/');
    int user = rest.substring(0, slash < 0 ? rest.length() : slash).lastIndexOf('@');
    return rest.substring(user + 1);
  }

  private static String withoutQuery(String url) {
    return url.split("[?#]", 2)[0];
  }
}
