package io.mediarunner.verticles.disk;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.MemorySpace;
import io.mediarunner.verticles.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Regularly checks the available memory; one for the whole runner. Below what a task may need there
 * is not enough; there is enough again from a tenth above it.
 */
public final class MemoryVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(MemoryVerticle.class);
  private static final double ENOUGH_AGAIN = 1.1;
  private static final long MIB = 1 << 20;

  private final LongSupplier available;
  private final long taskBytes;
  private final Duration interval;
  private final Bus bus;
  private Optional<MemorySpace> last = Optional.empty();

  /**
   * @param available bytes; called off the event loop
   * @param taskBytes what a task may need, above 0
   * @param interval between two checks, above zero
   */
  public MemoryVerticle(LongSupplier available, long taskBytes, Duration interval, Bus bus) {
    this.available = Objects.requireNonNull(available, "available");
    this.taskBytes = taskBytes;
    this.interval = Objects.requireNonNull(interval, "interval");
    this.bus = Objects.requireNonNull(bus, "bus");
  }

  /** Completes after the first check. */
  @Override
  public Future<?> start() {
    bus.consume(
        Addresses.ANNOUNCE_STATE,
        message -> last.ifPresent(known -> bus.publish(Addresses.MEMORY_SPACE, known)));
    vertx.setPeriodic(interval.toMillis(), timer -> look());
    return look();
  }

  private Future<Void> look() {
    return vertx
        .executeBlocking(available::getAsLong, false)
        .onSuccess(this::found)
        .onFailure(cause -> log.error("cannot read the available memory", cause))
        .otherwiseEmpty()
        .mapEmpty();
  }

  private void found(long bytes) {
    boolean before = last.map(MemorySpace::enough).orElse(true);
    boolean enough = bytes >= (before ? taskBytes : (long) (taskBytes * ENOUGH_AGAIN));
    last = Optional.of(new MemorySpace(enough, bytes));
    if (before != enough) {
      log.info(
          "memory: {} MiB available, TASK_MEMORY_MB={}: {}",
          bytes / MIB,
          taskBytes / MIB,
          enough ? "accepting tasks again" : "not accepting tasks");
      bus.publish(Addresses.MEMORY_SPACE, last.get());
    }
  }
}
