package io.mediarunner.launcher.soak;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.ProcessStartException;
import io.mediarunner.core.process.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** The packaged runner as a process, started, killed and started again. One thread at a time. */
final class RunnerJvm implements AutoCloseable {
  private static final Duration LIFE = Duration.ofHours(12);
  private static final Duration END = Duration.ofSeconds(45);
  private static final int STACK_LINES = 40;
  private final JdkProcessRunner processes = new JdkProcessRunner();
  private final Path home;
  private final Path folder;
  private final Map<String, String> settings;
  private Optional<RunningProcess> running = Optional.empty();
  private int starts;

  /**
   * @param home of the packaged runner
   * @param folder gets what it says, one file a start
   * @param settings its environment
   */
  RunnerJvm(Path home, Path folder, Map<String, String> settings) {
    this.home = home;
    this.folder = folder;
    this.settings = Map.copyOf(settings);
  }

  /** The virtual machine as {@code bin/runner} starts it. */
  void start(String... options) throws IOException {
    startWithin(List.of(), options);
  }

  /**
   * The same by another program, which ends with it.
   *
   * @param prefix that program and its arguments
   */
  void startWithin(List<String> prefix, String... options) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms24m", "-Xmx256m", "-Xss512k"));
    command.addAll(List.of("-XX:MaxMetaspaceSize=128m", "-XX:ReservedCodeCacheSize=64m"));
    command.addAll(List.of("-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr"));
    Path launcher = home.resolve("runner-launcher/target");
    Path archive = launcher.resolve("classes-" + System.getProperty("java.version") + ".jsa");
    if (Files.exists(archive)) {
      command.add("-XX:SharedArchiveFile=" + archive);
    }
    command.add("-Dvertx.disableDnsResolver=true");
    command.add(
        "-Dvertx.logger-delegate-factory-class-name=io.vertx.core.logging.SLF4JLogDelegateFactory");
    command.add("-Drunner.home=" + home);
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(temporary()));
    command.addAll(List.of(options));
    command.add("-jar");
    command.add(launcher.resolve("runner/lib/runner-launcher.jar").toString());
    Path toolLog = log(++starts);
    try {
      running =
          Optional.of(
              processes.start(
                  new ProcessSpec(command, folder, settings, toolLog, toolLog, LIFE, END, 0)));
    } catch (ProcessStartException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** What the runner takes for the system's folder of temporary files. */
  Path temporary() {
    return folder.resolve("tmp");
  }

  int starts() {
    return starts;
  }

  long pid() {
    return running.map(RunningProcess::pid).orElse(-1L);
  }

  boolean alive() {
    return running.filter(process -> !process.exit().toCompletableFuture().isDone()).isPresent();
  }

  /** SIGKILL of the virtual machine only; its programs keep running. */
  void kill() throws Exception {
    ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
    awaitExit(END);
  }

  /**
   * @throws TimeoutException if it lives on
   */
  void awaitExit(Duration limit) throws Exception {
    if (running.isPresent()) {
      running.get().exit().toCompletableFuture().get(limit.toMillis(), MILLISECONDS);
      running = Optional.empty();
    }
  }

  /**
   * Waits for the end of a runner that somebody else has asked to end.
   *
   * @return exit code; -1 if it was not its own
   * @throws TimeoutException if it lives on
   */
  int exitCode(Duration limit) throws Exception {
    ProcessExit exit =
        running.orElseThrow().exit().toCompletableFuture().get(limit.toMillis(), MILLISECONDS);
    running = Optional.empty();
    return exit instanceof ProcessExit.Done
        ? 0
        : exit instanceof ProcessExit.NonZero failed ? failed.exitCode() : -1;
  }

  /** SIGTERM, and SIGKILL if that has no effect. */
  void end() throws Exception {
    running.ifPresent(RunningProcess::stop);
    awaitExit(END.multipliedBy(2));
  }

  /** What it said since its last start. */
  String toolLog() throws IOException {
    return Files.readString(log(starts));
  }

  /**
   * What it logged as errors about a task, in all its lives, with the stack of each.
   *
   * @return with a line break before each line; empty if there is none
   */
  String errors(String task) {
    StringBuilder found = new StringBuilder();
    for (int start = 1; start <= starts; start++) {
      int left = 0;
      try {
        for (String line : Files.readAllLines(log(start))) {
          left = line.contains("task=" + task) && line.contains("ERROR") ? STACK_LINES : left - 1;
          if (left > 0) {
            found.append('\n').append(line);
          }
        }
      } catch (IOException e) {
        found.append('\n').append(e);
      }
    }
    return found.toString();
  }

  private Path log(int start) {
    return folder.resolve(String.format(Locale.ROOT, "runner-%03d.txt", start));
  }

  @Override
  public void close() {
    ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
  }
}
