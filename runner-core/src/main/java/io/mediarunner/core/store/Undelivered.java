package io.mediarunner.core.store;

import io.mediarunner.core.task.TaskId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A completion that the Manager has not taken yet, as an operator sees it.
 *
 * @param taskId which task
 * @param attempt which try of it
 * @param instance 0-based number of the instance that reports it
 * @param tries made so far
 * @param since when the task ended, or an operator had it tried again
 * @param nextTryAt empty if it was given up
 * @param lastError why the last try failed; empty before the first
 */
public record Undelivered(
    TaskId taskId,
    int attempt,
    int instance,
    int tries,
    Instant since,
    Optional<Instant> nextTryAt,
    Optional<String> lastError) {
  /**
   * @throws NullPointerException if a component is null
   */
  public Undelivered {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(nextTryAt, "nextTryAt");
    Objects.requireNonNull(lastError, "lastError");
  }

  /** Whether no further try comes by itself. */
  public boolean givenUp() {
    return nextTryAt.isEmpty();
  }
}
