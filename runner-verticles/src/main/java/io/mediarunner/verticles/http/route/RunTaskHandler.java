package io.mediarunner.verticles.http.route;

import io.mediarunner.core.bus.RunTask;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.verticles.dispatch.Admission;
import io.mediarunner.verticles.web.Answer;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;

/** {@code POST /task/run}: accepts a task, or says why not. */
public final class RunTaskHandler implements Handler<RoutingContext> {
  private static final String TRACE = "traceparent";

  private final Readiness readiness;
  private final Admission admission;

  public RunTaskHandler(Readiness readiness, Admission admission) {
    this.readiness = Objects.requireNonNull(readiness, "readiness");
    this.admission = Objects.requireNonNull(admission, "admission");
  }

  @Override
  public void handle(RoutingContext ctx) {
    admit(
            TaskRequestReader.read(ctx),
            Optional.ofNullable(ctx.request().getHeader(TRACE)).filter(RunTask::isTrace))
        .onSuccess(
            request ->
                Answer.json(
                    ctx,
                    200,
                    new JsonObject()
                        .put("status", "started")
                        .put("task_id", request.taskId().value())))
        .onFailure(ctx::fail);
  }

  private Future<TaskRequest> admit(TaskRequest request, Optional<String> trace) {
    if (!readiness.registered()) {
      throw new ApiException(ApiError.NOT_REGISTERED);
    }
    return admission.admit(request, trace).map(request);
  }
}
