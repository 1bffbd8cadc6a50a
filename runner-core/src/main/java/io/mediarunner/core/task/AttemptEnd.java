package io.mediarunner.core.task;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How one attempt at a task went.
 *
 * @param number from 1
 * @param startedAt when work on it started; empty if it never did
 * @param endedAt when it ended or was interrupted
 * @param how {@code completed}, {@code failed}, {@code timeout}, or {@code restart} if the runner
 *     ended before it did
 * @param code why it failed; empty unless it did
 * @param message one sentence; empty unless it failed
 * @param stages how far it got, with the time in each stage in milliseconds
 */
public record AttemptEnd(
    int number,
    Optional<Instant> startedAt,
    Instant endedAt,
    String how,
    Optional<String> code,
    Optional<String> message,
    List<Spent> stages) {
  /** The runner ended, or a component of it, before the attempt did. */
  public static final String RESTART = "restart";

  /**
   * @throws NullPointerException if a component is null
   */
  public AttemptEnd {
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(endedAt, "endedAt");
    Objects.requireNonNull(how, "how");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
    stages = List.copyOf(stages);
  }

  /** Time in one stage. */
  public record Spent(Stage stage, long millis) {}
}
