package io.mediarunner.core.task;

/** The steps of a task's work, in order. */
public enum Stage {
  /** Downloading the source. */
  FETCH,
  /** Reading the source's properties. */
  INSPECT,
  /** The media programs run; by far the longest stage. */
  PROCESS,
  /** Checking every output. */
  VERIFY,
  /** Results and manifest become visible. */
  PUBLISH;

  /** The name in status responses and events: lower case. */
  public String wireName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
