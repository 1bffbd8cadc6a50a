package io.mediarunner.launcher.soak;

import io.mediarunner.launcher.soak.Tally.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Measures a living runner from outside: threads and files by proc(5), the heap by jcmd. */
final class Vitals {
  private static final Pattern GENERATION =
      Pattern.compile("(?m)^.*generation +total \\d+K, used (\\d+)K");

  private static final int MORE_THREADS = 20;
  private static final int MORE_FILES = 40;

  /** A slope says something only over some minutes. */
  private static final double LEAST_MINUTES = 4;

  private static final double MOST_KIB_A_MINUTE = 512;

  private final Programs programs;
  private final long pid;
  private final List<Look> looks = new ArrayList<>();
  private final long begin = System.nanoTime();

  /**
   * @param minutes since the first look
   * @param heapKib in use just after a collection; negative where it cannot be known
   */
  private record Look(double minutes, int threads, int files, double heapKib) {}

  Vitals(Programs programs, long pid) {
    this.programs = programs;
    this.pid = pid;
  }

  void look() throws IOException {
    looks.add(new Look((System.nanoTime() - begin) / 60e9, threads(), files(), heapKib()));
  }

  private int threads() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("Threads:"))
        .mapToInt(line -> Integer.parseInt(line.substring(8).strip()))
        .sum();
  }

  private int files() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return (int) files.count();
    }
  }

  private double heapKib() throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(jcmd)) {
      return -1;
    }
    programs.run(List.of(jcmd.toString(), "" + pid, "GC.run"));
    Matcher used =
        GENERATION.matcher(programs.run(List.of(jcmd.toString(), "" + pid, "GC.heap_info")));
    double sum = 0;
    while (used.find()) {
      sum += Double.parseDouble(used.group(1));
    }
    return sum;
  }

  /** Says what was seen, and whether it grows. */
  void judge(Tally tally) {
    if (looks.size() < 2) {
      tally.wrong(Count.OTHER, "the runner was not measured");
      return;
    }
    Look first = looks.get(looks.size() / 4); // warm by then
    Look last = looks.get(looks.size() - 1);
    double slope = slope(looks.subList(looks.size() / 4, looks.size()));
    double minutes = last.minutes() - first.minutes();
    tally.note(
        String.format(
            Locale.ROOT,
            "threads %d then %d, open files %d then %d, heap %.1f then %.1f MiB: %+.0f KiB per minute over %.1f min",
            first.threads(),
            last.threads(),
            first.files(),
            last.files(),
            first.heapKib() / 1024,
            last.heapKib() / 1024,
            slope,
            minutes));
    if (last.threads() > first.threads() + MORE_THREADS) {
      tally.wrong(Count.OTHER, "the number of threads grows");
    }
    if (last.files() > first.files() + MORE_FILES) {
      tally.wrong(Count.OTHER, "the number of open files grows");
    }
    if (minutes > LEAST_MINUTES && slope > MOST_KIB_A_MINUTE) {
      tally.wrong(Count.OTHER, "the heap grows");
    }
  }

  /** Of the line with the least squares through all looks; KiB a minute. */
  private static double slope(List<Look> looks) {
    double x = looks.stream().mapToDouble(Look::minutes).average().orElse(0);
    double y = looks.stream().mapToDouble(Look::heapKib).average().orElse(0);
    double above = 0;
    double below = 0;
    for (Look look : looks) {
      above += (look.minutes() - x) * (look.heapKib() - y);
      below += (look.minutes() - x) * (look.minutes() - x);
    }
    return below == 0 ? 0 : above / below;
  }
}
