package io.mediarunner.core.bus;

import io.mediarunner.core.task.TaskId;
import java.util.Objects;

/**
 * Reply: the task has an owner now. Says nothing about its outcome.
 *
 * @param taskId which
 */
public record Taken(TaskId taskId) implements BusMessage {
  /**
   * @throws NullPointerException if {@code taskId} is null
   */
  public Taken {
    Objects.requireNonNull(taskId, "taskId");
  }
}
