package io.mediarunner.core.process.sandbox;

import io.mediarunner.core.config.SandboxConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The kernel's limits of one program; see setrlimit(2). Memory is RLIMIT_DATA, which counts private
 * writable pages: RLIMIT_AS would also count the address space that CUDA only reserves, many times
 * the machine's memory, and RLIMIT_RSS has no effect on Linux. Each process of a program has the
 * limit for itself.
 *
 * @param memoryBytes private memory of a process, above 0
 * @param fileBytes size of a file, above 0
 * @param cpu time of a process, over all its threads
 * @param processes processes and threads of this user at once; the kernel exempts root
 */
public record ResourceLimits(long memoryBytes, long fileBytes, Duration cpu, int processes) {
  private static final long LEAST_AUTOMATIC = 4L << 30;
  private static final double FULL = 0.85;
  private static final int CPU_GRACE_SECONDS = 10;
  private static final int BY_SIGNAL = 128;
  private static final int SIGXCPU = 24;
  private static final int SIGXFSZ = 25;

  /** The C library's, C++'s, Perl's and Python's, and those of x264 and ggml. */
  private static final Pattern MEMORY =
      Pattern.compile(
          "Cannot allocate memory|std::bad_alloc|Out of memory|[Ff]ailed to allocate|MemoryError"
              + "|malloc of size \\d+ failed");

  /** A stack is memory too, so that it may be either limit. */
  private static final Pattern THREADS = Pattern.compile("Resource temporarily unavailable");

  /** Memory of graphics hardware, which is not ours to limit. */
  private static final Pattern GPU =
      Pattern.compile("CUDA_ERROR|cudaMalloc|NV_ENC_ERR|OutOfDeviceMemory|on device \\d");

  private static final Pattern FILE = Pattern.compile("File too large");

  /** A limit that a program has run into. */
  public enum Exceeded {
    /** {@code TOOL_MEMORY_GB}. */
    MEMORY("memory", "TOOL_MEMORY_GB"),
    /** {@code TOOL_CPU_SECONDS}. */
    CPU("CPU time", "TOOL_CPU_SECONDS"),
    /** {@code TOOL_FILE_GB}. */
    FILE("disk space for one file", "TOOL_FILE_GB"),
    /** {@code TOOL_MEMORY_GB} or {@code TOOL_PROCESSES}. */
    THREADS("threads or memory", "TOOL_PROCESSES, TOOL_MEMORY_GB");

    private final String what;
    private final String setting;

    Exceeded(String what, String setting) {
      this.what = what;
      this.setting = setting;
    }

    /** One sentence for people. */
    public String sentence() {
      return String.format(
          Locale.ROOT,
          "A media program needed more %s than this runner allows (%s) and was terminated.",
          what,
          setting);
    }
  }

  /**
   * @throws NullPointerException if {@code cpu} is null
   * @throws IllegalArgumentException if a number is not above zero
   */
  public ResourceLimits {
    Objects.requireNonNull(cpu, "cpu");
    if (memoryBytes <= 0 || fileBytes <= 0 || cpu.toSeconds() <= 0 || processes <= 0) {
      throw new IllegalArgumentException("limits: above zero");
    }
  }

  /**
   * The configured limits on a machine.
   *
   * @param machineBytes its memory
   * @param processors its number of them
   * @param wall time that a program may take
   */
  public static ResourceLimits of(
      SandboxConfig config, long machineBytes, int processors, Duration wall) {
    return new ResourceLimits(
        config.memoryBytes() > 0
            ? config.memoryBytes()
            : Math.max(LEAST_AUTOMATIC, machineBytes / 4 * 3),
        config.fileBytes(),
        config.cpu().isZero() ? wall.multipliedBy(processors) : config.cpu(),
        config.processes());
  }

  /**
   * The same, or less where this process itself may not have more: only root may raise a limit.
   *
   * @param own limits of this process, as of proc(5), {@code /proc/self/limits}
   */
  public ResourceLimits within(String own) {
    return new ResourceLimits(
        Math.min(memoryBytes, hard(own, "Max data size")),
        Math.min(fileBytes, hard(own, "Max file size")),
        Duration.ofSeconds(
            Math.max(1, Math.min(cpu.toSeconds(), hard(own, "Max cpu time") - CPU_GRACE_SECONDS))),
        (int) Math.min(processes, hard(own, "Max processes")));
  }

  private static long hard(String own, String name) {
    return own.lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip().split(" +"))
        .filter(columns -> columns.length > 1 && !columns[1].equals("unlimited"))
        .mapToLong(columns -> Long.parseLong(columns[1]))
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  /** Options of prlimit(1). */
  List<String> options() {
    return List.of(
        "--data=" + memoryBytes,
        "--fsize=" + fileBytes,
        "--cpu=" + cpu.toSeconds() + ":" + (cpu.toSeconds() + CPU_GRACE_SECONDS),
        "--nproc=" + processes,
        "--core=0");
  }

  /**
   * Which limit ended a program. Some say why they failed; others only fail, with all memory that
   * they may have.
   *
   * @param exitCode not 0
   * @param lastWords the end of its output
   * @param peakBytes the most memory that it was seen to have; 0 if it was not looked at
   */
  public Optional<Exceeded> exceeded(int exitCode, String lastWords, long peakBytes) {
    if (exitCode == BY_SIGNAL + SIGXCPU) {
      return Optional.of(Exceeded.CPU);
    }
    if (exitCode == BY_SIGNAL + SIGXFSZ || FILE.matcher(lastWords).find()) {
      return Optional.of(Exceeded.FILE);
    }
    if (GPU.matcher(lastWords).find()) {
      return Optional.empty();
    }
    if (MEMORY.matcher(lastWords).find() || peakBytes > memoryBytes * FULL) {
      return Optional.of(Exceeded.MEMORY);
    }
    return THREADS.matcher(lastWords).find() ? Optional.of(Exceeded.THREADS) : Optional.empty();
  }
}
