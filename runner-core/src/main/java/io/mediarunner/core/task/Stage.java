package io.mediarunner.core.task;

/** The steps of a task's work, in the order in which they come. */
public enum Stage {
  /** Downloading the source. */
  FETCH,
  /** Reading the source's facts. */
  INSPECT,
  /** The programs do the work; by far the longest. */
  PROCESS,
  /** Checking every output. */
  VERIFY,
  /** Results and manifest become visible. */
  PUBLISH;

  /** The name in status answers and events: lower case. */
  public String wireName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
