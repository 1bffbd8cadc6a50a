package io.mediarunner.verticles.disk;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.StorageState;
import io.mediarunner.verticles.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Regularly checks that the storage is still the one that the runner opened, and publishes changes;
 * one for the whole runner. Logs one line when it goes and one when it is back.
 */
public final class StorageVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(StorageVerticle.class);

  /** A look that has not returned after so many intervals: a network disk that hangs. */
  private static final int HANGS = 5;

  private final Supplier<Optional<String>> problem;
  private final Duration interval;
  private final Bus bus;
  private StorageState state = new StorageState(true, "");
  private int missed = -1;

  /**
   * @param problem why the storage cannot be used, empty if it can; called off the event loop, may
   *     block
   * @param interval between two checks, above zero
   */
  public StorageVerticle(Supplier<Optional<String>> problem, Duration interval, Bus bus) {
    this.problem = Objects.requireNonNull(problem, "problem");
    this.interval = Objects.requireNonNull(interval, "interval");
    this.bus = Objects.requireNonNull(bus, "bus");
  }

  /** Completes after the first check. */
  @Override
  public Future<?> start() {
    bus.consume(Addresses.ANNOUNCE_STATE, message -> bus.publish(Addresses.STORAGE_STATE, state));
    vertx.setPeriodic(interval.toMillis(), timer -> look());
    return look();
  }

  private Future<Void> look() {
    if (missed >= 0) {
      missed++;
      if (missed == HANGS) {
        found(Optional.of("STORAGE_DIR does not respond"));
      }
      return Future.succeededFuture();
    }
    missed = 0;
    return vertx
        .executeBlocking(problem::get, false)
        .otherwise(cause -> Optional.of(String.valueOf(cause.getMessage())))
        .onComplete(done -> missed = -1)
        .onSuccess(this::found)
        .mapEmpty();
  }

  private void found(Optional<String> trouble) {
    boolean before = state.usable();
    state = new StorageState(trouble.isEmpty(), trouble.orElse(""));
    if (before && !state.usable()) {
      log.error(
          "the storage is not usable: {}: not accepting tasks, running ones wait", state.detail());
    } else if (!before && state.usable()) {
      log.info("the storage is back: accepting tasks again");
    }
    if (before != state.usable()) {
      bus.publish(Addresses.STORAGE_STATE, state);
    }
  }
}
