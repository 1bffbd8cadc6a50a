package io.mediarunner.core.store;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What the journal knows of a task.
 *
 * @param request what the Manager sent last under this id
 * @param instance 0-based number of the instance that accepted it
 * @param attempt from 1, counted over all runs of this id
 * @param interruptions how often the runner has died over this run and begun it again
 * @param state where it stands
 * @param stopRequested whether somebody asked for its end
 * @param failure why it ended without results
 * @param scriptOutput what the tools said
 * @param acceptedAt when this run was accepted
 * @param endedAt when it ended
 */
public record TaskRecord(
    TaskRequest request,
    int instance,
    int attempt,
    int interruptions,
    TaskState state,
    boolean stopRequested,
    Optional<Failure> failure,
    Optional<String> scriptOutput,
    Instant acceptedAt,
    Optional<Instant> endedAt) {
  /**
   * @throws NullPointerException if a component is null
   */
  public TaskRecord {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(failure, "failure");
    Objects.requireNonNull(scriptOutput, "scriptOutput");
    Objects.requireNonNull(acceptedAt, "acceptedAt");
    Objects.requireNonNull(endedAt, "endedAt");
  }
}
