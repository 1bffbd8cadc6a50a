package io.mediarunner.core.bus;

import io.mediarunner.core.task.TaskRequest;
import java.util.Objects;

/**
 * Command: do this task. It is in the journal already.
 *
 * @param instance 0-based number of the instance whose slot it holds
 * @param attempt from 1; together with the task id it names this try
 * @param request what the Manager sent
 */
public record RunTask(int instance, int attempt, TaskRequest request) implements BusMessage {
  /**
   * @throws NullPointerException if {@code request} is null
   */
  public RunTask {
    Objects.requireNonNull(request, "request");
  }
}
