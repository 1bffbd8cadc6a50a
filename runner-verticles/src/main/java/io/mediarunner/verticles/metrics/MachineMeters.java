package io.mediarunner.verticles.metrics;

import io.mediarunner.core.machine.GpuLoad;
import io.mediarunner.core.machine.MachineLoad;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Meters about memory and graphics cards, as they were at the last measurement. That of the CPU is
 * Micrometer's own. One thread; the registry may be read on any.
 */
final class MachineMeters {
  private final MultiGauge busy;
  private final MultiGauge memoryUsed;
  private final MultiGauge memoryTotal;
  private volatile double used = Double.NaN;
  private volatile double total = Double.NaN;

  MachineMeters(MeterRegistry registry) {
    Gauge.builder("runner.memory.used", () -> used)
        .baseUnit("bytes")
        .description("Memory of the machine that programs use, without caches")
        .register(registry);
    Gauge.builder("runner.memory.total", () -> total)
        .baseUnit("bytes")
        .description("Memory of the machine")
        .register(registry);
    busy =
        MultiGauge.builder("runner.gpu.busy")
            .baseUnit("ratio")
            .description("Share of time in which a graphics card computed")
            .register(registry);
    memoryUsed =
        MultiGauge.builder("runner.gpu.memory.used")
            .baseUnit("bytes")
            .description("Memory of a graphics card in use")
            .register(registry);
    memoryTotal =
        MultiGauge.builder("runner.gpu.memory.total")
            .baseUnit("bytes")
            .description("Memory of a graphics card")
            .register(registry);
  }

  void measured(MachineLoad load) {
    used = load.memoryUsed();
    total = load.memoryTotal();
    busy.register(rows(load.gpus(), GpuLoad::busy), true);
    memoryUsed.register(rows(load.gpus(), GpuLoad::usedBytes), true);
    memoryTotal.register(rows(load.gpus(), GpuLoad::totalBytes), true);
  }

  private static List<MultiGauge.Row<?>> rows(
      List<GpuLoad> cards, ToDoubleFunction<GpuLoad> value) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (int i = 0; i < cards.size(); i++) {
      GpuLoad card = cards.get(i);
      rows.add(
          MultiGauge.Row.of(
              Tags.of("gpu", Integer.toString(i), "name", card.name()), value.applyAsDouble(card)));
    }
    return rows;
  }
}
