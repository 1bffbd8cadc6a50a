package io.mediarunner.core.store;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.task.TaskState;
import java.util.Objects;
import java.util.Optional;

/**
 * How a task ended.
 *
 * @param state a terminal one
 * @param failure present unless {@code state} is SUCCEEDED
 * @param scriptOutput output of the tools, for the Manager's administrator
 */
public record TaskOutcome(
    TaskState state, Optional<Failure> failure, Optional<String> scriptOutput) {
  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if {@code state} is not terminal or does not match {@code
   *     failure}
   */
  public TaskOutcome {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(failure, "failure");
    Objects.requireNonNull(scriptOutput, "scriptOutput");
    if (!state.terminal()) {
      throw new IllegalArgumentException("state: a terminal one, was " + state);
    }
    if (failure.isPresent() == (state == TaskState.SUCCEEDED)) {
      throw new IllegalArgumentException("failure: present exactly when not SUCCEEDED");
    }
  }

  public static TaskOutcome succeeded(Optional<String> scriptOutput) {
    return new TaskOutcome(TaskState.SUCCEEDED, Optional.empty(), scriptOutput);
  }

  public static TaskOutcome failed(Failure failure, Optional<String> scriptOutput) {
    return new TaskOutcome(failure.code().state(), Optional.of(failure), scriptOutput);
  }
}
