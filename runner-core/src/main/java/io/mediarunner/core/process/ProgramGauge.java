package io.mediarunner.core.process;

import io.mediarunner.core.process.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures a running program, behind the helpers that confine it. A few small files of proc(5) at a
 * time; without such a file system it measures nothing. Any thread.
 */
final class ProgramGauge {
  private static final Pattern DATA = Pattern.compile("(?m)^VmData:\\s+(\\d+) kB$");

  private final long first;
  private volatile long peakBytes;

  /**
   * @param pid of the first helper, or of the program itself
   */
  ProgramGauge(long pid) {
    this.first = pid;
  }

  /** CPU time that the program has used. */
  Duration cpu() {
    return ProcessHandle.of(program())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /** Looks how much private memory it has now. */
  void sample() {
    Matcher data = DATA.matcher(text(program(), "status"));
    if (data.find()) {
      peakBytes = Math.max(peakBytes, Long.parseLong(data.group(1)) << 10);
    }
  }

  /** The most private memory that a sample has found; 0 if there was none. */
  long peakBytes() {
    return peakBytes;
  }

  /** Looked for anew each time: at the beginning, even the helpers are still starting. */
  private long program() {
    long pid = first;
    while (helper(pid)) {
      String child = text(pid, "task/" + pid + "/children").split(" ", 2)[0].strip();
      if (child.isEmpty()) {
        break;
      }
      pid = Long.parseLong(child);
    }
    return pid;
  }

  /** Whether a process only stands in front of a program, by its name ({@code comm}). */
  static boolean helper(long pid) {
    return Sandbox.HELPERS.contains(text(pid, "comm").strip());
  }

  private static String text(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/" + file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // gone
    }
  }
}
