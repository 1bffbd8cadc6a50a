package io.mediarunner.core.task;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a task has come.
 *
 * @param stage what is being done now
 * @param fraction of the whole task, 0.0 to 1.0; never falls within one attempt
 * @param speed media time processed per wall time (2.0 = twice real time); empty if unknown
 * @param eta expected remaining time; empty if unknown
 * @param transfer bytes of the source while it is being downloaded; empty otherwise
 */
public record Progress(
    Stage stage,
    double fraction,
    Optional<Double> speed,
    Optional<Duration> eta,
    Optional<Transfer> transfer) {
  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if {@code fraction} is outside 0.0..1.0
   */
  public Progress {
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(speed, "speed");
    Objects.requireNonNull(eta, "eta");
    Objects.requireNonNull(transfer, "transfer");
    if (!(fraction >= 0.0 && fraction <= 1.0)) {
      throw new IllegalArgumentException("fraction: within 0.0..1.0, was " + fraction);
    }
  }

  /** Of a stage without a download. */
  public Progress(Stage stage, double fraction, Optional<Double> speed, Optional<Duration> eta) {
    this(stage, fraction, speed, eta, Optional.empty());
  }

  /** The beginning of a stage. */
  public static Progress of(Stage stage, double fraction) {
    return new Progress(stage, fraction, Optional.empty(), Optional.empty());
  }
}
