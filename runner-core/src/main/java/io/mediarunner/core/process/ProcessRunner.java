package io.mediarunner.core.process;

/** Starts outside programs. Its implementation is the only code that touches ProcessBuilder. */
public interface ProcessRunner {
  /**
   * Starts a program and returns without waiting.
   *
   * @throws ProcessStartException if it cannot start: not found, not executable, no such directory
   */
  RunningProcess start(ProcessSpec spec) throws ProcessStartException;
}
