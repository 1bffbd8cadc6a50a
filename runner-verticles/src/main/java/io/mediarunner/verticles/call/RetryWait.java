package io.mediarunner.verticles.call;

import io.mediarunner.core.config.CompletionConfig;
import io.mediarunner.core.retry.Backoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before something is told once more: longer each time, an hour at most. */
public final class RetryWait {
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final double JITTER = 0.1;

  private final CompletionConfig config;
  private final Backoff backoff;

  public RetryWait(CompletionConfig config) {
    this.config = config;
    // Jitter also applies at the longest wait, but never exceeds it.
    Duration most = Duration.ofMillis((long) (LONGEST.toMillis() / (1 + JITTER)));
    this.backoff =
        new Backoff(config.firstDelay(), config.backoffFactor(), most, Backoff.UNLIMITED);
  }

  /**
   * @param tries failed before the one that has just failed
   */
  public Duration after(int tries) {
    int failed = 1 + Math.min(tries, config.quickRetries()); // then the wait grows no further
    double jitter = 1 + JITTER * ThreadLocalRandom.current().nextDouble(-1, 1);
    long bounded = (long) (backoff.delay(failed).toMillis() * jitter);
    // A delay of zero is allowed, a busy loop is not.
    return Duration.ofMillis(Math.max(tries < config.quickRetries() ? 100 : 1_000, bounded));
  }
}
