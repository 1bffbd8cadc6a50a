package io.mediarunner.verticles.cleanup;

import io.mediarunner.core.attempt.StorageCleanup;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes old tasks at startup and then at intervals; one for the whole runner. */
public final class CleanupVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(CleanupVerticle.class);
  private final StorageCleanup cleanup;
  private final Duration interval;
  private final Clock clock;
  private boolean sweeping;

  /**
   * @param interval between two cleanups, above zero
   */
  public CleanupVerticle(StorageCleanup cleanup, Duration interval, Clock clock) {
    this.cleanup = Objects.requireNonNull(cleanup, "cleanup");
    this.interval = Objects.requireNonNull(interval, "interval");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(0, interval.toMillis(), timer -> sweep());
    return Future.succeededFuture();
  }

  /** Runs in the background: the runner keeps responding. */
  private void sweep() {
    if (sweeping) {
      return; // a very large storage on a very slow disk
    }
    sweeping = true;
    vertx
        .executeBlocking(() -> cleanup.sweep(clock.instant()), false)
        .onSuccess(
            removed -> {
              if (removed > 0) {
                log.info("removed by age: {} task(s)", removed);
              }
            })
        .onFailure(
            cause -> log.error("the cleanup failed; it runs again at the next interval", cause))
        .onComplete(done -> sweeping = false);
  }
}
