package io.mediarunner.launcher.bench;

import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.ProcessStartException;
import io.mediarunner.core.process.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code bin/runner}, usually with {@code start}, as a child process. */
final class RunnerProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(60);
  private static final Duration GRACE = Duration.ofSeconds(20);
  private final RunningProcess process;

  /**
   * @param settings environment variables
   * @param folder gets its output in {@code runner.txt}
   */
  RunnerProcess(Path home, Map<String, String> settings, Path folder) throws IOException {
    this(home, "start", settings, folder);
  }

  /** The same with another command of {@code bin/runner}. */
  RunnerProcess(Path home, String subcommand, Map<String, String> settings, Path folder)
      throws IOException {
    this(List.of(), home, subcommand, settings, folder);
  }

  /**
   * The same, started by another program.
   *
   * @param prefix that program and its arguments; it must become the runner, as taskset(1) does
   */
  RunnerProcess(
      List<String> prefix, Path home, String subcommand, Map<String, String> settings, Path folder)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(home.resolve("bin/runner").toString());
    command.add(subcommand);
    Path toolLog = folder.resolve("runner.txt");
    try {
      process =
          new JdkProcessRunner()
              .start(new ProcessSpec(command, folder, settings, toolLog, toolLog, LIMIT, GRACE, 0));
    } catch (ProcessStartException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Resident memory of the process and its descendants, in MiB: VmRSS of proc(5). */
  double residentMib() {
    double kib = 0;
    List<ProcessHandle> all =
        ProcessHandle.of(process.pid())
            .map(handle -> Stream.concat(Stream.of(handle), handle.descendants()).toList())
            .orElse(List.of());
    for (ProcessHandle handle : all) {
      kib += residentKib(handle.pid());
    }
    return kib / 1024;
  }

  /** 0 of a process that has ended in the meantime. */
  private static double residentKib(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Double.parseDouble(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      // NoSuchFileException, or ESRCH while it is read
    }
    return 0;
  }

  /** CPU time of the runner itself so far, its children's aside. */
  Duration cpu() {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /** Resident memory of the runner itself, in MiB. */
  double ownResidentMib() {
    return residentKib(process.pid()) / 1024;
  }

  /** Has the runner collect its garbage, all of it. */
  void collectGarbage(Path folder) throws IOException {
    Path toolLog = folder.resolve("jcmd.txt");
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      new JdkProcessRunner()
          .start(
              new ProcessSpec(
                  List.of(jcmd.toString(), Long.toString(process.pid()), "GC.run"),
                  folder,
                  Map.of(),
                  toolLog,
                  toolLog,
                  GRACE,
                  GRACE,
                  0))
          .exit()
          .toCompletableFuture()
          .join();
    } catch (ProcessStartException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Asks it to end, and waits until it has. */
  @Override
  public void close() {
    process.stop();
    process.exit().toCompletableFuture().join();
  }
}
