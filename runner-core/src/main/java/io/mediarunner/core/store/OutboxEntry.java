package io.mediarunner.core.store;

import io.mediarunner.core.task.TaskId;
import java.time.Duration;
import java.util.Objects;

/**
 * A completion that the Manager has not accepted yet.
 *
 * @param taskId which task
 * @param attempt of the task; id and attempt together identify the entry
 * @param instance 0-based number of the instance that ran it
 * @param callback where it goes, as the Manager gave it, unchecked
 * @param body JSON, UTF-8; the same bytes at every delivery
 * @param tries deliveries attempted so far
 * @param triedFor for how long deliveries have been attempted, since the task ended or an operator
 *     retried it; time in which no process of the runner could attempt one does not count
 */
public record OutboxEntry(
    TaskId taskId,
    int attempt,
    int instance,
    String callback,
    String body,
    int tries,
    Duration triedFor) {
  /**
   * @throws NullPointerException if a component is null
   */
  public OutboxEntry {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(callback, "callback");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(triedFor, "triedFor");
  }
}
