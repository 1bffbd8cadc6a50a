package io.mediarunner.core.bus;

import io.mediarunner.core.task.TaskId;
import java.util.Objects;

/**
 * Command: run a task that has ended once more, under its id, with its next attempt; as if the
 * Manager had sent it again.
 */
public record RunAgain(TaskId taskId) implements BusMessage {
  /**
   * @throws NullPointerException if {@code taskId} is null
   */
  public RunAgain {
    Objects.requireNonNull(taskId, "taskId");
  }
}
