package io.mediarunner.core.queue;

import io.mediarunner.core.task.TaskRequest;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A task as the Manager knows it.
 *
 * @param request what was asked for; without a completion callback
 * @param application name of the one that gave it
 * @param run how often it was started, from 1; a restart makes the next one
 * @param state where it is
 * @param runnerId who has it, or had it last; empty while it waits for the first time
 * @param stopRequested whether somebody asked for its end
 * @param createdAt when it was first given
 * @param updatedAt of the last change
 * @param error why it failed
 * @param scriptOutput what its programs wrote
 * @param untold why its end could not be told to {@code notify_url} so far
 */
public record QueuedTask(
    TaskRequest request,
    String application,
    int run,
    QueueState state,
    String runnerId,
    boolean stopRequested,
    Instant createdAt,
    Instant updatedAt,
    Optional<String> error,
    Optional<String> scriptOutput,
    Optional<String> untold) {
  /**
   * @throws NullPointerException if a component is null
   */
  public QueuedTask {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(runnerId, "runnerId");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(updatedAt, "updatedAt");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(scriptOutput, "scriptOutput");
    Objects.requireNonNull(untold, "untold");
  }
}
