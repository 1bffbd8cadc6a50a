package io.mediarunner.core.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * Starts programs through the JDK. Each gets its own session (through {@code setsid}), so that a
 * Ctrl-C in the runner's terminal does not reach it, and its niceness (through {@code nice}); both
 * replace themselves with the program, so the process id stays the same. If they are missing, the
 * program starts without them.
 *
 * <p>One instance serves a whole runner: it owns a thread that enforces time limits.
 */
public final class JdkProcessRunner implements ProcessRunner, AutoCloseable {
  private static final Set<String> INHERITED =
      Set.of("PATH", "HOME", "USER", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH");
  private static final Pattern INHERITED_PREFIX =
      Pattern.compile("(LC_|CUDA_|NVIDIA_|LIBVA_|XDG_|ONEVPL_|OMP_).*");

  private static final long LOOK_MILLIS = 200;

  private final ScheduledThreadPoolExecutor timer;
  private final Optional<Path> setsid = onPath("setsid");
  private final Optional<Path> nice = onPath("nice");

  public JdkProcessRunner() {
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "process-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Lets the thread end. Programs that still run go on, without a limit; what was stopped is still
   * killed after its grace time. Nothing can be started afterwards. Repeatable.
   */
  @Override
  public void close() {
    timer.shutdown();
  }

  @Override
  public RunningProcess start(ProcessSpec spec) throws ProcessStartException {
    ProcessBuilder builder = new ProcessBuilder(commandLine(spec));
    builder.directory(spec.directory().toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(spec.stdout().toFile()));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(spec.stderr().toFile()));
    Map<String, String> environment = builder.environment();
    environment
        .keySet()
        .removeIf(name -> !INHERITED.contains(name) && !INHERITED_PREFIX.matcher(name).matches());
    environment.putAll(spec.environment());
    try {
      // setsid would start and only then notice that the program does not exist.
      requireProgram(spec.command().get(0));
      if (timer.isShutdown()) {
        throw new IOException("the runner has ended");
      }
      Process process = builder.start();
      Running running = new Running(process.toHandle(), spec, spec.limit());
      if (spec.home().isPresent()) {
        note(spec.home().get(), process);
      }
      running.watch(process);
      return running;
    } catch (IOException e) {
      throw new ProcessStartException(
          "cannot start " + spec.command().get(0) + ": " + e.getMessage(), e);
    }
  }

  private static void note(Path home, Process process) throws IOException {
    Optional<ProcessIdentity> identity = ProcessIdentity.of(process.pid());
    if (identity.isPresent()) { // else it has already exited
      PidFile.write(home.resolve(PidFile.NAME), identity.get());
    }
  }

  @Override
  public Optional<RunningProcess> adopt(ProcessSpec spec) {
    return spec.home()
        .flatMap(home -> PidFile.read(home.resolve(PidFile.NAME)))
        .flatMap(
            identity ->
                identity
                    .alive()
                    .map(
                        handle -> {
                          Running running =
                              new Running(handle, spec, spec.limit().minus(identity.age()));
                          running.watch(identity);
                          return running;
                        }));
  }

  private List<String> commandLine(ProcessSpec spec) {
    List<String> command = new ArrayList<>();
    setsid.ifPresent(program -> command.add(program.toString()));
    if (spec.nice() > 0) {
      nice.ifPresent(
          program -> command.addAll(List.of(program.toString(), "-n", "" + spec.nice())));
    }
    command.addAll(spec.command());
    return command;
  }

  private static void requireProgram(String program) throws IOException {
    boolean found =
        program.contains("/") ? Files.isExecutable(Path.of(program)) : onPath(program).isPresent();
    if (!found) {
      throw new IOException("program not found");
    }
  }

  private static Optional<Path> onPath(String program) {
    String path = System.getenv("PATH");
    if (path == null) {
      return Optional.empty();
    }
    for (String folder : path.split(File.pathSeparator)) {
      Path candidate = Path.of(folder, program);
      if (!folder.isEmpty() && Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private final class Running implements RunningProcess {
    private final ProcessHandle process;
    private final Duration grace;
    private final CompletableFuture<ProcessExit> exit = new CompletableFuture<>();
    private final AtomicReference<ProcessExit> endedByUs = new AtomicReference<>();
    private final long begin = System.nanoTime();

    /**
     * @param left remaining time
     */
    Running(ProcessHandle process, ProcessSpec spec, Duration left) {
      this.process = process;
      this.grace = spec.grace();
      ScheduledFuture<?> limit =
          timer.schedule(
              () -> end(new ProcessExit.TimedOut(spec.limit())),
              Math.max(0, left.toMillis()),
              TimeUnit.MILLISECONDS);
      var unused = exit.thenRun(() -> limit.cancel(false));
    }

    /** A child of ours: the system reports how it exited. */
    void watch(Process child) {
      var unused =
          child
              .onExit()
              .thenAccept(
                  ended -> {
                    int code = ended.exitValue();
                    Duration wall = Duration.ofNanos(System.nanoTime() - begin);
                    ended(code == 0 ? new ProcessExit.Done(wall) : new ProcessExit.NonZero(code));
                  });
    }

    /** No longer our child: polled, because the system does not notify us. */
    void watch(ProcessIdentity adopted) {
      ScheduledFuture<?> looking =
          timer.scheduleWithFixedDelay(
              () -> {
                if (adopted.alive().isEmpty()) {
                  ended(new ProcessExit.Unseen());
                }
              },
              LOOK_MILLIS,
              LOOK_MILLIS,
              TimeUnit.MILLISECONDS);
      var unused = exit.thenRun(() -> looking.cancel(false));
    }

    private void ended(ProcessExit how) {
      ProcessExit ours = endedByUs.get();
      exit.complete(ours != null ? ours : how);
    }

    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public CompletionStage<ProcessExit> exit() {
      return exit;
    }

    @Override
    public void stop() {
      try {
        timer.execute(() -> end(new ProcessExit.Stopped()));
      } catch (RejectedExecutionException e) { // closed: nobody else is left to do it
        end(new ProcessExit.Stopped());
      }
    }

    private void end(ProcessExit reason) {
      if (exit.isDone() || !endedByUs.compareAndSet(null, reason)) {
        return;
      }
      // Collected now: once the parent is gone, its children are no longer its descendants.
      List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
      tree.add(process);
      tree.forEach(ProcessHandle::destroy);
      try {
        var unused =
            timer.schedule(
                () -> tree.forEach(ProcessHandle::destroyForcibly),
                grace.toMillis(),
                TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) { // closed: there is no later
        tree.forEach(ProcessHandle::destroyForcibly);
      }
    }
  }
}
