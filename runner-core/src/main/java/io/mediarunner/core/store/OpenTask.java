package io.mediarunner.core.store;

import io.mediarunner.core.task.TaskId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What must not be lost of a task that the Manager has not been told about, even if the journal is.
 *
 * @param taskId which task
 * @param instance 0-based number of the instance that accepted it
 * @param attempt from 1
 * @param acceptedAt when it was accepted
 * @param request JSON text
 * @param end empty while it is running
 */
public record OpenTask(
    TaskId taskId,
    int instance,
    int attempt,
    Instant acceptedAt,
    String request,
    Optional<End> end) {
  /**
   * How it ended, and what the Manager will be told.
   *
   * @param at when
   * @param state a terminal one
   * @param code why it ended without results; empty text if it did not
   * @param message the same in words; empty text if it did not
   * @param callback where the completion goes
   * @param body the same bytes as in the journal
   */
  public record End(
      Instant at, String state, String code, String message, String callback, String body) {}

  /**
   * @throws NullPointerException if a component is null
   */
  public OpenTask {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(acceptedAt, "acceptedAt");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(end, "end");
  }
}
