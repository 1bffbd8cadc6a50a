package io.mediarunner.core.machine;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A snapshot of what is in use.
 *
 * @param cpu share of all cores in use, 0.0 to 1.0
 * @param cores how many there are
 * @param memoryUsed bytes used by programs; system caches count as free
 * @param memoryTotal total bytes
 * @param heapUsed bytes of the runner's own heap
 * @param heapMax its maximum size in bytes
 * @param diskFree bytes that tasks can still use
 * @param diskTotal bytes of that file system
 * @param diskFullIn time until it is full at the current rate; empty if it is not filling up
 * @param gpus graphics cards, if the runner is configured for them
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
