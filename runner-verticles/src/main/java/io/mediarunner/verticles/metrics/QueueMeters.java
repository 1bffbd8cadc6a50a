package io.mediarunner.verticles.metrics;

import io.mediarunner.core.bus.QueueLength;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Meters about the queue of a standalone runner, from the first message about it: another runner
 * has none. One thread; the registry may be read on any.
 */
final class QueueMeters {
  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<String, Integer> waiting = new TreeMap<>();
  private volatile Optional<Instant> oldest = Optional.empty();
  private @Nullable MultiGauge tasks;

  QueueMeters(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** An application whose tasks no longer wait is shown with 0. */
  void heard(QueueLength queue) {
    if (tasks == null) {
      tasks =
          MultiGauge.builder("runner.queue.tasks")
              .description("Tasks of an application that wait for a runner")
              .register(registry);
      Gauge.builder("runner.queue.age", this::age)
          .baseUnit("seconds")
          .description("Time for which the oldest of them has waited")
          .register(registry);
    }
    oldest = queue.oldest();
    waiting.replaceAll((application, before) -> 0);
    waiting.putAll(queue.waiting());
    tasks.register(
        waiting.entrySet().stream()
            .<MultiGauge.Row<?>>map(
                entry ->
                    MultiGauge.Row.of(Tags.of("application", entry.getKey()), entry.getValue()))
            .toList(),
        true);
  }

  private double age() {
    return oldest
        .map(since -> Math.max(0, Duration.between(since, clock.instant()).toMillis()) / 1000.0)
        .orElse(0.0);
  }
}
