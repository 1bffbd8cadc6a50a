package io.mediarunner.core.machine;

import com.sun.management.OperatingSystemMXBean;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.ProcessStartException;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import io.mediarunner.core.workspace.TemporaryFiles;
import io.mediarunner.core.workspace.Workspace;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Measures the machine. Not for event loops; one call at a time. */
public final class MachineGauge {
  private static final Duration GPU_LIMIT = Duration.ofSeconds(5);
  private static final List<String> GPU_QUERY =
      List.of(
          "nvidia-smi",
          "--query-gpu=name,utilization.gpu,memory.used,memory.total",
          "--format=csv,noheader,nounits");

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
        gpuTools.map(this::gpus).orElse(List.of()));
  }

  private List<GpuLoad> gpus(ProcessRunner processes) {
    Path folder = null;
    try {
      folder = TemporaryFiles.folder("gpu-");
      Path toolLog = folder.resolve("gpu.txt");
      ProcessSpec spec =
          new ProcessSpec(
              GPU_QUERY, folder, Map.of(), toolLog, toolLog, GPU_LIMIT, Duration.ofSeconds(1), 0);
      ProcessExit exit = processes.start(spec).exit().toCompletableFuture().join();
      return exit instanceof ProcessExit.Done
          ? GpuLoad.parse(SmallFile.text(toolLog, Limits.LISTING))
          : List.of();
    } catch (IOException | ProcessStartException e) {
      return List.of(); // no driver
    } finally {
      delete(folder);
    }
  }

  private static void delete(@Nullable Path folder) {
    try {
      if (folder != null) {
        Workspace.deleteTree(folder);
      }
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
