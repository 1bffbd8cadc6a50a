package io.mediarunner.verticles.media;

import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Passes four reports per second, every new stage, and no step backwards. One thread. */
final class ProgressThrottle {
  private static final Duration SPACING = Duration.ofMillis(250);
  private final Clock clock;
  private Instant last = Instant.EPOCH;
  private @Nullable Stage stage;
  private double fraction;

  ProgressThrottle(Clock clock) {
    this.clock = clock;
  }

  boolean admits(Progress progress) {
    if (progress.fraction() < fraction) {
      return false;
    }
    Instant now = clock.instant();
    if (progress.stage() == stage && Duration.between(last, now).compareTo(SPACING) < 0) {
      return false;
    }
    last = now;
    stage = progress.stage();
    fraction = progress.fraction();
    return true;
  }
}
