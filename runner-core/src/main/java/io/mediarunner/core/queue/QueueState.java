package io.mediarunner.core.queue;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a task of the queue is. */
public enum QueueState {
  /** No runner has it. */
  WAITING("pending"),
  /** A runner was asked to take it; whether it did is not known yet. */
  SENT("running"),
  /** A runner has taken it. */
  RUNNING("running"),
  COMPLETED("completed"),
  FAILED("failed"),
  TIMEOUT("timeout");

  private final String wireName;

  QueueState(String wireName) {
    this.wireName = wireName;
  }

  /** The word that clients know. */
  public String wireName() {
    return wireName;
  }

  /** Whether it has ended. */
  public boolean terminal() {
    return this == COMPLETED || this == FAILED || this == TIMEOUT;
  }

  /** The end that a completion names. */
  public static Optional<QueueState> end(String wireName) {
    return Arrays.stream(values())
        .filter(QueueState::terminal)
        .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(wireName))
        .findFirst();
  }
}
