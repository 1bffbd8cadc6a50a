package io.mediarunner.core.config;

import java.time.Duration;
import java.util.Objects;

/**
 * How often a completion that the Manager did not accept is retried.
 *
 * @param quickRetries retries with growing delay after the first attempt; later ones use the
 *     longest delay until the entry is a day old
 * @param firstDelay before the first retry
 * @param backoffFactor by which each further delay grows, at least 1.0
 */
public record CompletionConfig(int quickRetries, Duration firstDelay, double backoffFactor) {
  /**
   * @throws NullPointerException if {@code firstDelay} is null
   */
  public CompletionConfig {
    Objects.requireNonNull(firstDelay, "firstDelay");
  }
}
