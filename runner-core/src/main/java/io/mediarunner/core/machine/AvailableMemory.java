package io.mediarunner.core.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory that programs can have without others losing theirs. */
public final class AvailableMemory {
  private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d+) kB$");

  private AvailableMemory() {}

  /**
   * In bytes. Caches count as available, as the system reports in a file; the JVM does not.
   * Elsewhere than on Linux only what is unused.
   */
  public static long bytes() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    try {
      Matcher line = AVAILABLE.matcher(Files.readString(Path.of("/proc/meminfo")));
      if (line.find()) {
        return Math.min(system.getTotalMemorySize(), Long.parseLong(line.group(1)) * 1024);
      }
    } catch (IOException e) {
      // not Linux
    }
    return system.getFreeMemorySize();
  }

  /** All of the machine's, in bytes. */
  public static long total() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
