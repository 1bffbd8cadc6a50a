package io.mediarunner.verticles.web;

import io.mediarunner.core.task.TaskId;
import org.jspecify.annotations.Nullable;

/** Task ids in paths that the contract does not validate; blanks around one do not count. */
public final class TaskIds {
  private TaskIds() {}

  /**
   * @throws ApiException with {@code otherwise} if it cannot be a task id
   */
  public static TaskId of(@Nullable String text, ApiError otherwise) {
    String id = text == null ? "" : text.strip();
    if (!TaskId.isValid(id)) {
      throw new ApiException(otherwise);
    }
    return new TaskId(id);
  }
}
