package io.mediarunner.core.process;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A program that was started. All methods may be called on any thread. */
public interface RunningProcess {
  /** Its process id, which is also its session and process group; in a box, that of a helper. */
  long pid();

  /** CPU time that it and its descendants have used; those that have exited do not count. */
  Duration cpu();

  /** Completes once, never exceptionally. */
  CompletionStage<ProcessExit> exit();

  /**
   * Asks the process and its descendants to exit and kills them after the grace time. Returns at
   * once; may be called repeatedly.
   */
  void stop();
}
