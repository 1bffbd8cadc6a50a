package io.mediarunner.core.store;

import io.mediarunner.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A completion that the Manager has not accepted yet, as an operator sees it.
 *
 * @param taskId which task
 * @param attempt of the task
 * @param instance 0-based number of the instance that reports it
 * @param tries deliveries attempted so far
 * @param since when the task ended, or an operator retried it
 * @param nextTryAt empty if it is parked
 * @param lastError why the last delivery failed; empty before the first
 */
public record Undelivered(
    TaskId taskId,
    int attempt,
    int instance,
    int tries,
    Instant since,
    Optional<Instant> nextTryAt,
    Optional<String> lastError) {
  private static final Duration SAME = Duration.ofSeconds(1);

  /**
   * @throws NullPointerException if a component is null
   */
  public Undelivered {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(nextTryAt, "nextTryAt");
    Objects.requireNonNull(lastError, "lastError");
  }

  /**
   * The same by a clock that is ahead, and with the next delivery not before the end of the task.
   *
   * @param ahead less than a second is the time between two readings
   */
  public Undelivered shifted(Duration ahead) {
    Duration shift = ahead.abs().compareTo(SAME) < 0 ? Duration.ZERO : ahead;
    Optional<Instant> next =
        nextTryAt.map(at -> at.plus(shift)).map(at -> at.isBefore(since) ? since : at);
    return new Undelivered(taskId, attempt, instance, tries, since, next, lastError);
  }

  /** Whether it is parked, and no longer retried automatically. */
  public boolean givenUp() {
    return nextTryAt.isEmpty();
  }
}
