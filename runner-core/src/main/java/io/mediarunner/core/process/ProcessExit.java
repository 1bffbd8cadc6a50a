package io.mediarunner.core.process;

import io.mediarunner.core.process.sandbox.ResourceLimits;
import java.time.Duration;

/** How a program ended. All are ordinary outcomes, so none is an exception. */
public sealed interface ProcessExit {
  /** Exit code 0. */
  record Done(Duration wall) implements ProcessExit {}

  /** Another exit code; 128 + n for signal n. */
  record NonZero(int exitCode) implements ProcessExit {}

  /** Ended because it ran into one of the kernel's limits that we had set. */
  record OverLimit(ResourceLimits.Exceeded limit) implements ProcessExit {}

  /** Terminated by us at its time limit. */
  record TimedOut(Duration limit) implements ProcessExit {}

  /** Terminated by us because {@link RunningProcess#stop} was called. */
  record Stopped() implements ProcessExit {}

  /** Exited as another process's child, so that its exit code is unknown: its results must tell. */
  record Unseen() implements ProcessExit {}
}
