package io.mediarunner.core.task;

import java.util.Arrays;
import java.util.Optional;

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

  /** The stage of that name; empty if this version has none. */
  public static Optional<Stage> find(String name) {
    return Arrays.stream(values()).filter(stage -> stage.name().equals(name)).findFirst();
  }

  /** The name in status responses and events: lower case. */
  public String wireName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
