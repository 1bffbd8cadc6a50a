package io.mediarunner.core.config.admission;

import java.util.Objects;

/**
 * When an instance takes no task although its slot is free.
 *
 * @param mode whether processors and memory are looked at
 * @param taskMemoryBytes memory that a task may need, above 0
 * @param taskGpuBytes memory of a graphics card that a task may need, above 0
 */
public record AdmissionConfig(Mode mode, long taskMemoryBytes, long taskGpuBytes) {
  /** Whether a budget applies. */
  public enum Mode {
    /** Where the instances could keep each other waiting. */
    AUTO,
    ON,
    OFF
  }

  /**
   * @throws NullPointerException if {@code mode} is null
   * @throws IllegalArgumentException if a number is not above 0
   */
  public AdmissionConfig {
    Objects.requireNonNull(mode, "mode");
    if (taskMemoryBytes < 1) {
      throw new IllegalArgumentException("taskMemoryBytes: above 0, was " + taskMemoryBytes);
    }
    if (taskGpuBytes < 1) {
      throw new IllegalArgumentException("taskGpuBytes: above 0, was " + taskGpuBytes);
    }
  }
}
