package io.mediarunner.core.bus;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Command: drain the whole runner, then exit.
 *
 * @param grace how long running tasks get to finish; empty for the configured time
 */
public record ShutdownRunner(Optional<Duration> grace) implements BusMessage {
  /**
   * @throws NullPointerException if {@code grace} is null
   */
  public ShutdownRunner {
    Objects.requireNonNull(grace, "grace");
  }
}
