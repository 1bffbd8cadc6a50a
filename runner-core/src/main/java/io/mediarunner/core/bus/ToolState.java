package io.mediarunner.core.bus;

import io.mediarunner.core.task.TaskType;
import java.util.Objects;

/**
 * Whether the programs of a task type work.
 *
 * @param type whose programs
 * @param working false from the first task that failed for their sake until they pass a test
 * @param detail one sentence for an operator: why not, or an empty string
 */
public record ToolState(TaskType type, boolean working, String detail) implements BusMessage {
  /**
   * @throws NullPointerException if a component is null
   */
  public ToolState {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(detail, "detail");
  }
}
