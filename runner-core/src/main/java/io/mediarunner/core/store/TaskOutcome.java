package io.mediarunner.core.store;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.task.TaskWarning;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a task ended.
 *
 * @param state a terminal one
 * @param failure present unless {@code state} is SUCCEEDED
 * @param scriptOutput output of the tools, for the Manager's administrator
 * @param warnings what is missing from the results; empty unless {@code state} is SUCCEEDED
 */
public record TaskOutcome(
    TaskState state,
    Optional<Failure> failure,
    Optional<String> scriptOutput,
    List<TaskWarning> warnings) {
  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if {@code state} is not terminal or does not match {@code
   *     failure}
   */
  public TaskOutcome {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(failure, "failure");
    Objects.requireNonNull(scriptOutput, "scriptOutput");
    warnings = List.copyOf(warnings);
    if (!state.terminal()) {
      throw new IllegalArgumentException("state: a terminal one, was " + state);
    }
    if (failure.isPresent() == (state == TaskState.SUCCEEDED)) {
      throw new IllegalArgumentException("failure: present exactly when not SUCCEEDED");
    }
  }

  public static TaskOutcome succeeded(Optional<String> scriptOutput) {
    return succeeded(scriptOutput, List.of());
  }

  /** With results that lack something. */
  public static TaskOutcome succeeded(Optional<String> scriptOutput, List<TaskWarning> warnings) {
    return new TaskOutcome(TaskState.SUCCEEDED, Optional.empty(), scriptOutput, warnings);
  }

  public static TaskOutcome failed(Failure failure, Optional<String> scriptOutput) {
    return new TaskOutcome(failure.code().state(), Optional.of(failure), scriptOutput, List.of());
  }
}
