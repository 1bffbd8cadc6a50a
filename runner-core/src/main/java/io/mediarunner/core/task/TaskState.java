package io.mediarunner.core.task;

import java.util.Arrays;

/** The state of a task. Terminal states are final until the Manager sends the task id again. */
public enum TaskState {
  /** In the journal, not started. */
  ACCEPTED("running", false),
  /** Running. */
  RUNNING("running", false),
  /** Results are published and verified. */
  SUCCEEDED("completed", true),
  /** Ended without results: refused, broken, or cancelled. */
  FAILED("failed", true),
  /** Ended by a time limit. */
  TIMED_OUT("timeout", true),
  /** Stored by a newer version; whatever it was, this one does not work on it. */
  UNKNOWN("unknown", true);

  private final String wireName;
  private final boolean terminal;

  TaskState(String wireName, boolean terminal) {
    this.wireName = wireName;
    this.terminal = terminal;
  }

  /** The state of that name; {@link #UNKNOWN} if this version has none. */
  public static TaskState stored(String name) {
    return Arrays.stream(values())
        .filter(state -> state.name().equals(name))
        .findFirst()
        .orElse(UNKNOWN);
  }

  /**
   * What the Manager reads: {@code running}, {@code completed}, {@code failed}, {@code timeout}.
   */
  public String wireName() {
    return wireName;
  }

  /** Whether the task has ended, unless the Manager sends it again. */
  public boolean terminal() {
    return terminal;
  }
}
