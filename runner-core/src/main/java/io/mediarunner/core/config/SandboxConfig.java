package io.mediarunner.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How external programs are confined.
 *
 * @param mode which means ({@code SANDBOX})
 * @param readable folders that confined programs may read besides the system's, the cache and the
 *     models ({@code SANDBOX_READABLE})
 * @param memoryBytes of private memory that one process may map ({@code TOOL_MEMORY_GB}); 0 =
 *     automatic: three quarters of the machine's, at least 4 GiB
 * @param fileBytes largest file that a program may write ({@code TOOL_FILE_GB})
 * @param cpu CPU time of one process, over all its threads ({@code TOOL_CPU_SECONDS}); zero =
 *     automatic: its wall-time limit on every processor
 * @param processes processes and threads at once ({@code TOOL_PROCESSES})
 */
public record SandboxConfig(
    Mode mode, List<Path> readable, long memoryBytes, long fileBytes, Duration cpu, int processes) {
  /** The defaults. */
  public static final SandboxConfig STANDARD =
      new SandboxConfig(Mode.AUTO, List.of(), 0, 100L << 30, Duration.ZERO, 16_384);

  /** Which means are used. */
  public enum Mode {
    /** The strongest that works here. */
    AUTO,
    /** bubblewrap, or the runner does not start. */
    BWRAP,
    /** Limits only. */
    PRLIMIT,
    /** Nothing. */
    OFF
  }

  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if a limit is out of range
   */
  public SandboxConfig {
    Objects.requireNonNull(mode, "mode");
    readable = List.copyOf(readable);
    Objects.requireNonNull(cpu, "cpu");
    if (memoryBytes < 0 || fileBytes <= 0 || cpu.isNegative() || processes <= 0) {
      throw new IllegalArgumentException("a limit of the sandbox is out of range");
    }
  }

  /** The same by other means. */
  public SandboxConfig with(Mode other) {
    return new SandboxConfig(other, readable, memoryBytes, fileBytes, cpu, processes);
  }
}
