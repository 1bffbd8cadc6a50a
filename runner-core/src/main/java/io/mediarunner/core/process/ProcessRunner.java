package io.mediarunner.core.process;

import java.util.Optional;

/** Starts external programs. Its implementation is the only code that touches ProcessBuilder. */
public interface ProcessRunner {
  /**
   * Starts a program and returns without waiting.
   *
   * @throws ProcessStartException if it cannot start: not found, not executable, no such directory
   */
  RunningProcess start(ProcessSpec spec) throws ProcessStartException;

  /**
   * Adopts a program that an earlier runner started in the same {@linkplain ProcessSpec#home home}
   * and that is still running. Its time limit counts from its own start.
   *
   * @param spec only its home, limit and grace are used; the command may differ
   * @return empty if there is none
   */
  Optional<RunningProcess> adopt(ProcessSpec spec);
}
