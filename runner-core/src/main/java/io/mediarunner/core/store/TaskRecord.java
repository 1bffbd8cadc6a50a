package io.mediarunner.core.store;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What the journal knows about a task.
 *
 * @param request what the Manager last sent under this id
 * @param instance 0-based number of the instance that accepted it
 * @param attempt from 1, counted over all runs of this id
 * @param interruptions how often the runner died while this run was under way
 * @param state its current state
 * @param stopRequested whether somebody asked to stop it
 * @param failure why it ended without results
 * @param scriptOutput output of the tools
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
  /** Deaths of the runner after which a task that was running each time is run alone. */
  private static final int SUSPICIOUS = 2;

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

  /** Whether it may be what ends the runner's process: it then runs with nothing beside it. */
  public boolean suspect() {
    return interruptions >= SUSPICIOUS;
  }
}
