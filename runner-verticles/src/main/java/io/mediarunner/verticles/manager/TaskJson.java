package io.mediarunner.verticles.manager;

import io.mediarunner.core.queue.QueueState;
import io.mediarunner.core.queue.QueuedTask;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.verticles.web.Answer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** A task as applications see it, with the Manager's field names. */
final class TaskJson {
  private TaskJson() {}

  /** The state, in the Manager's words: a completed task that could not be told is a warning. */
  static String status(QueuedTask task) {
    return task.state() == QueueState.COMPLETED && task.untold().isPresent()
        ? "warning"
        : task.state().wireName();
  }

  static JsonObject of(QueuedTask task, Clock clock) {
    TaskRequest request = task.request();
    return new JsonObject()
        .put("task_id", request.taskId().value())
        .put("runner_id", task.runnerId())
        .put("status", status(task))
        .put("etab_name", request.etabName())
        .put("app_name", request.appName())
        .put("app_version", request.appVersion().orElse(null))
        .put("task_type", request.taskType())
        .put("source_url", request.sourceUrl())
        .put("affiliation", request.affiliation().orElse(null))
        .put("parameters", new JsonObject(request.parameters()))
        .put("notify_url", request.notifyUrl())
        .put("completion_callback", null)
        .put("run_id", request.taskId() + ":" + task.run())
        .put("created_at", Answer.time(task.createdAt(), clock))
        .put("updated_at", Answer.time(task.updatedAt(), clock))
        .put("error", error(task))
        .put("script_output", task.scriptOutput().orElse(null));
  }

  private static @Nullable String error(QueuedTask task) {
    return task.error()
        .map(
            error ->
                error + task.untold().map(why -> "\n\nNotify callback warning: " + why).orElse(""))
        .or(task::untold)
        .orElse(null);
  }
}
