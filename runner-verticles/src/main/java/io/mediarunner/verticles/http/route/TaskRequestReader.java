package io.mediarunner.verticles.http.route;

import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.verticles.web.InvalidBodyException;
import io.mediarunner.verticles.web.JsonBody;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a {@link TaskRequest} of a body, or lists everything that is wrong with its form. */
public final class TaskRequestReader {
  private TaskRequestReader() {}

  /**
   * @throws InvalidBodyException if its body is not a task request
   */
  static TaskRequest read(RoutingContext ctx) {
    return read(JsonBody.of(ctx));
  }

  /** Why the contract's validator has refused the body. */
  public static InvalidBodyException explain(RoutingContext ctx) {
    try {
      read(ctx);
      return JsonBody.invalid(
          "value_error", List.of("body"), String.valueOf(ctx.failure().getMessage()), null);
    } catch (InvalidBodyException e) {
      return e;
    }
  }

  private static TaskRequest read(JsonBody body) {
    Optional<String> taskId = body.required("task_id");
    if (taskId.isPresent() && !TaskId.isValid(taskId.get())) {
      String pattern = "^" + TaskId.PATTERN.pattern() + "$";
      body.problem(
          "task_id",
          "string_pattern_mismatch",
          "String should match pattern '" + pattern + "'",
          taskId.get(),
          Map.of("pattern", pattern));
    }
    Optional<String> etabName = body.required("etab_name");
    Optional<String> appName = body.required("app_name");
    Optional<String> appVersion = body.optional("app_version");
    Optional<String> taskType = body.required("task_type");
    Optional<String> sourceUrl = body.required("source_url");
    Optional<String> affiliation = body.optional("affiliation");
    Map<String, Object> parameters = body.object("parameters");
    Optional<String> notifyUrl = body.required("notify_url");
    Optional<String> completionCallback = body.optional("completion_callback");
    body.check();
    return new TaskRequest(
        new TaskId(taskId.orElseThrow()),
        etabName.orElseThrow(),
        appName.orElseThrow(),
        appVersion,
        taskType.orElseThrow(),
        sourceUrl.orElseThrow(),
        affiliation,
        parameters,
        notifyUrl.orElseThrow(),
        completionCallback);
  }
}
