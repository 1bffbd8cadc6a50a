package io.mediarunner.verticles.web;

import io.mediarunner.core.task.TaskId;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** The task id in a path; surrounding spaces are ignored. */
public final class TaskIds {
  private TaskIds() {}

  /**
   * @throws ApiException with {@code otherwise} if it cannot be a task id
   */
  public static TaskId of(RoutingContext ctx, ApiError otherwise) {
    return of(ctx.pathParam("task_id"), otherwise);
  }

  public static TaskId of(@Nullable String text, ApiError otherwise) {
    String id = text == null ? "" : text.strip();
    if (!TaskId.isValid(id)) {
      throw new ApiException(otherwise);
    }
    return new TaskId(id);
  }
}
