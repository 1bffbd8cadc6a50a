package io.mediarunner.verticles.http.route;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.StopTask;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.Journal;
import io.mediarunner.verticles.web.Answer;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.mediarunner.verticles.web.Validated;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /task/stop/{task_id}}: stops a task in any phase. */
public final class StopTaskHandler implements Handler<RoutingContext> {
  private static final Logger log = LoggerFactory.getLogger(StopTaskHandler.class);
  private final Journal journal;
  private final Bus bus;

  public StopTaskHandler(Journal journal, Bus bus) {
    this.journal = Objects.requireNonNull(journal, "journal");
    this.bus = Objects.requireNonNull(bus, "bus");
  }

  @Override
  public void handle(RoutingContext ctx) {
    TaskId id = Validated.taskId(ctx);
    // The request first: a task stopped by the message must find it in the journal.
    journal
        .requestStop(id)
        .onSuccess(
            task ->
                task.ifPresentOrElse(
                    known -> answer(ctx, known),
                    () -> ctx.fail(new ApiException(ApiError.TASK_NOT_FOUND))))
        .onFailure(cause -> ctx.fail(new ApiException(ApiError.STOP_FAILED, cause)));
  }

  private void answer(RoutingContext ctx, TaskRecord task) {
    TaskId id = task.request().taskId();
    JsonObject json = new JsonObject().put("task_id", id.value());
    if (task.state().terminal()) {
      json.put("status", "already_terminal").put("current_status", task.state().wireName());
      Answer.json(ctx, 200, json);
      return;
    }
    log.info("stop requested: task={}", id);
    bus.publish(Addresses.TASK_STOP, new StopTask(id));
    json.put("status", "stop_requested")
        .put("termination_attempted", true)
        .put("terminated_any_process", true);
    Answer.json(ctx, 202, json);
  }
}
