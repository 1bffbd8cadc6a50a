package io.mediarunner.core.process;

import java.util.Optional;

/** Starts outside programs. Its implementation is the only code that touches ProcessBuilder. */
public interface ProcessRunner {
  /**
   * Starts a program and returns without waiting.
   *
   * @throws ProcessStartException if it cannot start: not found, not executable, no such directory
   */
  RunningProcess start(ProcessSpec spec) throws ProcessStartException;

  /**
   * Goes on with a program that an earlier runner has started in the same {@linkplain
   * ProcessSpec#home home} and that still runs. Its limit counts from its own start.
   *
   * @param spec whose home, limit and grace count; the command may be another
   * @return empty where there is none
   */
  Optional<RunningProcess> adopt(ProcessSpec spec);
}
