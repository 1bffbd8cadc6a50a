package io.mediarunner.verticles.manager;

import io.mediarunner.core.queue.QueueState;
import io.mediarunner.core.queue.TaskEnd;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.verticles.web.BodyReader;
import io.mediarunner.verticles.web.JsonBody;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How the ends of tasks are written. */
final class CompletionReader {
  private static final Pattern KEY = Pattern.compile(".*:([0-9]{1,9})");

  private CompletionReader() {}

  /**
   * What a runner says.
   *
   * @throws io.mediarunner.verticles.web.InvalidBodyException if it is no completion
   */
  static TaskEnd read(RoutingContext ctx) {
    JsonBody body = JsonBody.of(ctx);
    Optional<String> id = body.required("task_id");
    Optional<String> status = body.required("status");
    Optional<String> error = body.optional("error_message");
    Optional<String> output = body.optional("script_output");
    Optional<QueueState> state = status.flatMap(QueueState::end);
    if (status.isPresent() && state.isEmpty()) {
      body.problem("status", "enum", "Input should be completed, failed or timeout", status.get());
    }
    if (id.isPresent() && !TaskId.isValid(id.get())) {
      body.problem("task_id", "string_pattern_mismatch", "Not the id of a task", id.get());
    }
    body.check();
    return new TaskEnd(
        new TaskId(id.orElseThrow()),
        attempt(ctx.request().getHeader("Idempotency-Key")),
        state.orElseThrow(),
        error,
        output,
        BodyReader.body(ctx).toString());
  }

  private static int attempt(@Nullable String key) {
    Matcher matcher = KEY.matcher(key == null ? "" : key);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** An end that the Manager finds by itself. */
  static TaskEnd own(
      TaskId taskId, QueueState state, @Nullable String error, Optional<String> output) {
    JsonObject body =
        new JsonObject()
            .put("task_id", taskId.value())
            .put("status", state.wireName())
            .put("error_message", error)
            .put("script_output", output.orElse(null));
    return new TaskEnd(taskId, 0, state, Optional.ofNullable(error), output, body.encode());
  }
}
