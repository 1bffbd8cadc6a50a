package io.mediarunner.verticles.report;

import io.mediarunner.core.retry.Backoff;
import java.time.Duration;
import java.util.Objects;

/**
 * Intervals of the calls to the Manager.
 *
 * @param heartbeat from one heartbeat to the next
 * @param retry between two attempts to register
 */
public record ManagerTimings(Duration heartbeat, Backoff retry) {
  /** The defaults of a runner: the Manager drops a runner after 60 s of silence. */
  public static final ManagerTimings STANDARD =
      new ManagerTimings(
          Duration.ofSeconds(15),
          Backoff.doubling(Duration.ofSeconds(15), Duration.ofSeconds(300), Backoff.UNLIMITED));

  /**
   * @throws NullPointerException if a component is null
   */
  public ManagerTimings {
    Objects.requireNonNull(heartbeat, "heartbeat");
    Objects.requireNonNull(retry, "retry");
  }
}
