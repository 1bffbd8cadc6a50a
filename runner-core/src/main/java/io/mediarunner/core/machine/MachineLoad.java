package io.mediarunner.core.machine;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is in use at one moment.
 *
 * @param cpu share of all cores in use, 0.0 to 1.0
 * @param cores how many there are
 * @param memoryUsed bytes that programs hold; what the system caches is free
 * @param memoryTotal bytes there are
 * @param heapUsed bytes of the runner's own heap
 * @param heapMax bytes it may grow to
 * @param diskFree bytes that tasks may still write
 * @param diskTotal bytes of that file system
 * @param diskFullIn when it will be full if it fills on as in the last hours; empty if it does not
 * @param gpus graphics cards, where the runner is set up for them
 */
public record MachineLoad(
    double cpu,
    int cores,
    long memoryUsed,
    long memoryTotal,
    long heapUsed,
    long heapMax,
    long diskFree,
    long diskTotal,
    Optional<Duration> diskFullIn,
    List<GpuLoad> gpus) {
  /**
   * @throws NullPointerException if a component is null
   */
  public MachineLoad {
    Objects.requireNonNull(diskFullIn, "diskFullIn");
    gpus = List.copyOf(gpus);
  }

  /** Share of the disk in use, 0.0 to 1.0. */
  public double diskUsed() {
    return diskTotal == 0 ? 0 : 1 - (double) diskFree / diskTotal;
  }
}
