package io.mediarunner.core.bus;

import io.mediarunner.core.task.TaskId;
import java.util.Objects;

/**
 * Command: end this task now. The wish is in the journal already.
 *
 * @param taskId which
 */
public record StopTask(TaskId taskId) implements BusMessage {
  /**
   * @throws NullPointerException if {@code taskId} is null
   */
  public StopTask {
    Objects.requireNonNull(taskId, "taskId");
  }
}
