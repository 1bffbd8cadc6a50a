package io.mediarunner.core.task;

/** Where a task stands. Terminal states are final for one attempt series of a task id. */
public enum TaskState {
  /** In the journal, not yet begun. */
  ACCEPTED("running", false),
  /** Begun. */
  RUNNING("running", false),
  /** Results are published and verified. */
  SUCCEEDED("completed", true),
  /** Ended without results: refused, broken, or cancelled. */
  FAILED("failed", true),
  /** Ended by a time limit. */
  TIMED_OUT("timeout", true);

  private final String wireName;
  private final boolean terminal;

  TaskState(String wireName, boolean terminal) {
    this.wireName = wireName;
    this.terminal = terminal;
  }

  /**
   * What the Manager reads: {@code running}, {@code completed}, {@code failed}, {@code timeout}.
   */
  public String wireName() {
    return wireName;
  }

  /** Whether nothing more happens to the task unless the Manager sends it again. */
  public boolean terminal() {
    return terminal;
  }
}
