package io.mediarunner.verticles.disk;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.DiskSpace;
import io.mediarunner.verticles.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Regularly checks the free space of the storage folder and publishes it; one for the whole runner.
 * Space that running tasks have yet to write counts as used. Below the reserve there is not enough;
 * there is enough again from a tenth above it, so that a disk near the limit does not make the
 * runner flap.
 */
public final class DiskVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(DiskVerticle.class);
  private static final double ENOUGH_AGAIN = 1.1;
  private static final long MIB = 1 << 20;

  private final Supplier<OptionalLong> usable;
  private final LongSupplier claimed;
  private final long reserveBytes;
  private final Duration interval;
  private final Bus bus;
  private boolean enough = true;
  private boolean looking;
  private OptionalLong last = OptionalLong.empty();

  /**
   * @param usable free bytes, empty if unknown; called off the event loop, may block
   * @param claimed bytes that tasks have yet to write; must not block
   * @param reserveBytes above 0
   * @param interval between two checks, above zero
   */
  public DiskVerticle(
      Supplier<OptionalLong> usable,
      LongSupplier claimed,
      long reserveBytes,
      Duration interval,
      Bus bus) {
    this.usable = Objects.requireNonNull(usable, "usable");
    this.claimed = Objects.requireNonNull(claimed, "claimed");
    this.reserveBytes = reserveBytes;
    this.interval = Objects.requireNonNull(interval, "interval");
    this.bus = Objects.requireNonNull(bus, "bus");
  }

  /** Completes after the first check. */
  @Override
  public Future<?> start() {
    bus.consume(Addresses.ANNOUNCE_STATE, message -> last.ifPresent(this::tell));
    vertx.setPeriodic(interval.toMillis(), timer -> look());
    return look();
  }

  private Future<Void> look() {
    if (looking) {
      return Future.succeededFuture(); // a network disk that hangs
    }
    looking = true;
    return vertx
        .executeBlocking(usable::get, false)
        .onSuccess(bytes -> bytes.ifPresent(this::found))
        .onFailure(cause -> log.error("cannot read the free disk space", cause))
        .onComplete(done -> looking = false)
        .otherwiseEmpty()
        .mapEmpty();
  }

  private void found(long bytes) {
    boolean before = enough;
    long promised = claimed.getAsLong();
    enough = bytes - promised >= (before ? reserveBytes : (long) (reserveBytes * ENOUGH_AGAIN));
    if (before && !enough) {
      log.warn(
          "disk: {} MiB left in STORAGE_DIR, {} MiB of it reserved for running tasks; below"
              + " DISK_RESERVE_GB ({} MiB): not accepting tasks",
          bytes / MIB,
          promised / MIB,
          reserveBytes / MIB);
    } else if (!before && enough) {
      log.info("disk: {} MiB left in STORAGE_DIR: accepting tasks again", bytes / MIB);
    }
    last = OptionalLong.of(bytes);
    tell(bytes);
  }

  private void tell(long bytes) {
    bus.publish(Addresses.DISK_SPACE, new DiskSpace(enough, bytes));
  }
}
