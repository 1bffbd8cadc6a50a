package io.mediarunner.core.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * When a process started, as Linux counts it. See proc(5): {@code /proc/PID/stat}, field 22, and
 * {@code /proc/sys/kernel/random/boot_id} in random(4).
 *
 * @param bootId of the kernel; another one after each boot
 * @param ticks since it booted, 100 a second
 */
public record KernelStart(String bootId, long ticks) {
  /** USER_HZ, the same on every architecture that Java runs on. */
  private static final int TICKS_PER_SECOND = 100;

  private static final int STATE = 0;

  /** Field 22; the first one after the name is field 3. */
  private static final int START_TIME = 22 - 3;

  /**
   * @throws NullPointerException if {@code bootId} is null
   */
  public KernelStart {
    Objects.requireNonNull(bootId, "bootId");
  }

  /** Of a running process; empty once it is gone, or if this system does not count. */
  static Optional<KernelStart> of(long pid) {
    try {
      String boot = text(Path.of("/proc/sys/kernel/random/boot_id"));
      return field(pid, START_TIME)
          .map(start -> new KernelStart(boot.strip(), Long.parseLong(start)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A zombie: exited, but its parent has not collected the exit code. */
  static boolean zombie(long pid) {
    return field(pid, STATE).filter("Z"::equals).isPresent();
  }

  /** How long ago that was; empty if the system does not say. */
  Optional<Duration> age() {
    try {
      String uptime = text(Path.of("/proc/uptime")).split(" ")[0];
      long millis = (long) (Double.parseDouble(uptime) * 1000);
      return Optional.of(Duration.ofMillis(millis - ticks * (1000 / TICKS_PER_SECOND)));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A field after the program's name, which may contain anything. */
  private static Optional<String> field(long pid, int index) {
    try {
      String stat = text(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return index < fields.length ? Optional.of(fields[index].strip()) : Optional.empty();
    } catch (IOException | IndexOutOfBoundsException e) {
      return Optional.empty(); // gone, or no such file system here
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
