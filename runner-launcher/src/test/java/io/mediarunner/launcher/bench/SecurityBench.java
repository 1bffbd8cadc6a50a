package io.mediarunner.launcher.bench;

import io.mediarunner.core.config.SandboxConfig;
import io.mediarunner.core.config.SandboxConfig.Mode;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.SandboxTrial;
import io.mediarunner.core.process.sandbox.ResourceLimits;
import io.mediarunner.core.process.sandbox.SandboxPrograms;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code bin/bench security}: what the sandbox costs. Confined and free programs alternate, so that
 * a busy machine slows both; of each the median counts.
 */
public final class SecurityBench {
  private static final int STARTS = 60;
  private static final int ENCODES = 8;
  private static final Pattern USED = Pattern.compile("bench: utime=([\\d.]+)s stime=([\\d.]+)s");
  private static final List<String> ENCODE =
      List.of(
          "ffmpeg",
          "-hide_banner",
          "-nostdin",
          "-benchmark",
          "-y",
          "-f",
          "lavfi",
          "-i",
          "testsrc2=s=1280x720:r=25:d=12",
          "-c:v",
          "libx264",
          "-preset",
          "veryfast",
          "out.mp4");

  private final Path folder;
  private final Map<Mode, JdkProcessRunner> runners = new LinkedHashMap<>();

  private SecurityBench(Path folder) throws IOException {
    this.folder = folder;
    ResourceLimits limits =
        ResourceLimits.of(SandboxConfig.STANDARD, 16L << 30, 2, Duration.ofHours(1));
    for (Mode mode : List.of(Mode.OFF, Mode.PRLIMIT, Mode.BWRAP)) {
      runners.put(
          mode,
          new JdkProcessRunner(
              new SandboxTrial(
                      SandboxPrograms.find(System.getenv("PATH")), limits, false, List.of())
                  .find(mode)
                  .sandbox()));
    }
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("media-runner-bench-");
    try {
      new SecurityBench(folder).run();
    } finally {
      Workspace.deleteTree(folder);
    }
  }

  private void run() throws Exception {
    Map<Mode, Samples> starts = new LinkedHashMap<>();
    Map<Mode, Samples> encodes = new LinkedHashMap<>();
    runners.keySet().forEach(mode -> starts.put(mode, new Samples()));
    runners.keySet().forEach(mode -> encodes.put(mode, new Samples()));
    for (Mode mode : runners.keySet()) {
      start(mode, List.of("true")); // warms caches
      cpuSeconds(mode);
    }
    for (int i = 0; i < STARTS; i++) {
      for (Mode mode : runners.keySet()) {
        long begin = System.nanoTime();
        start(mode, List.of("true"));
        starts.get(mode).add((System.nanoTime() - begin) / 1e6);
      }
    }
    for (int i = 0; i < ENCODES; i++) {
      for (Mode mode : runners.keySet()) {
        encodes.get(mode).add(cpuSeconds(mode));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-9s %16s %10s %18s %10s%n",
        "sandbox",
        "start + end",
        "added",
        "CPU of an encode",
        "added");
    double free = median(starts, Mode.OFF);
    double work = median(encodes, Mode.OFF);
    for (Mode mode : runners.keySet()) {
      System.out.printf(
          Locale.ROOT,
          "%-9s %13.1f ms %7.1f ms %16.3f s %8.2f %%%n",
          mode.name().toLowerCase(Locale.ROOT),
          median(starts, mode),
          median(starts, mode) - free,
          median(encodes, mode),
          100 * (median(encodes, mode) / work - 1));
    }
    boolean held =
        median(starts, Mode.BWRAP) - free <= 50 && median(encodes, Mode.BWRAP) / work <= 1.03;
    System.out.println("target: at most 50 ms a start, 3 % CPU: " + (held ? "held" : "MISSED"));
  }

  private static double median(Map<Mode, Samples> samples, Mode mode) {
    return samples.get(mode).median();
  }

  private double cpuSeconds(Mode mode) throws Exception {
    Matcher used = USED.matcher(start(mode, ENCODE));
    if (!used.find()) {
      throw new IOException("ffmpeg did not say what it used");
    }
    return Double.parseDouble(used.group(1)) + Double.parseDouble(used.group(2));
  }

  private String start(Mode mode, List<String> command) throws Exception {
    Path said = folder.resolve("said.txt");
    Files.deleteIfExists(said);
    ProcessExit exit =
        runners
            .get(mode)
            .start(
                new ProcessSpec(
                    command,
                    folder,
                    Map.of(),
                    said,
                    said,
                    Duration.ofMinutes(2),
                    Duration.ofSeconds(1),
                    0))
            .exit()
            .toCompletableFuture()
            .join();
    if (!(exit instanceof ProcessExit.Done)) {
      throw new IOException(command + ": " + exit + ": " + Files.readString(said));
    }
    return Files.readString(said);
  }
}
