package io.mediarunner.core.bus;

import io.mediarunner.core.task.TaskId;
import java.util.Objects;

/**
 * Command: stop this task now. The request is already in the journal.
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
