package io.mediarunner.core.machine;

import com.sun.management.OperatingSystemMXBean;
import io.mediarunner.core.process.ProcessRunner;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Measures the machine. Not for event loops; one call at a time. */
public final class MachineGauge {
  private final Path storageDir;
  private final Optional<ProcessRunner> gpuTools;
  private final Clock clock;
  private final DiskForecast forecast = new DiskForecast();
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /**
   * @param storageDir whose disk tasks fill
   * @param gpuTools starts the driver's own program; empty if the runner uses no graphics card
   */
  public MachineGauge(Path storageDir, Optional<ProcessRunner> gpuTools, Clock clock) {
    this.storageDir = Objects.requireNonNull(storageDir, "storageDir");
    this.gpuTools = Objects.requireNonNull(gpuTools, "gpuTools");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Never throws: what cannot be measured is 0 or missing. */
  public synchronized MachineLoad measure() {
    long memoryTotal = system.getTotalMemorySize();
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    File disk = storageDir.toFile();
    long free = disk.getUsableSpace();
    return new MachineLoad(
        Math.max(0, system.getCpuLoad()),
        system.getAvailableProcessors(),
        memoryTotal - AvailableMemory.bytes(),
        memoryTotal,
        heap.getUsed(),
        heap.getMax(),
        free,
        disk.getTotalSpace(),
        forecast.sample(clock.instant(), free),
        gpuTools.map(tools -> GpuQuery.ask(tools, Optional.empty())).orElse(List.of()));
  }
}
