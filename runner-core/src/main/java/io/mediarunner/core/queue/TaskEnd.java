package io.mediarunner.core.queue;

import io.mediarunner.core.task.TaskId;
import java.util.Objects;
import java.util.Optional;

/**
 * How a runner says that a task has ended.
 *
 * @param taskId which task
 * @param attempt of the runner, from 1; 0 if it is not known
 * @param state a terminal one
 * @param error one sentence, if it failed
 * @param scriptOutput what its programs wrote
 * @param body the message as it came: JSON, passed on to the application byte by byte
 */
public record TaskEnd(
    TaskId taskId,
    int attempt,
    QueueState state,
    Optional<String> error,
    Optional<String> scriptOutput,
    String body) {
  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if {@code state} is none of an ended task
   */
  public TaskEnd {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(scriptOutput, "scriptOutput");
    Objects.requireNonNull(body, "body");
    if (!state.terminal()) {
      throw new IllegalArgumentException("state: a terminal one, was " + state);
    }
  }
}
