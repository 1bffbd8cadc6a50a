package io.mediarunner.core.process;

import io.mediarunner.core.process.sandbox.Sandbox;
import io.mediarunner.core.process.sandbox.SandboxPrograms;
import io.mediarunner.core.text.HeadAndTail;
import io.mediarunner.core.text.Limits;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * Starts programs through the JDK. Each gets its own session (through {@code setsid}), so that a
 * Ctrl-C in the runner's terminal does not reach it, its niceness (through {@code nice}), and what
 * the {@link Sandbox} adds. Most of these replace themselves with the program; the helpers of a
 * closed box stay in front of it, so that the process id is that of the first one.
 *
 * <p>One instance serves a whole runner: it owns a thread that enforces time limits.
 */
public final class JdkProcessRunner implements ProcessRunner, AutoCloseable {
  private static final Set<String> INHERITED =
      Set.of("PATH", "HOME", "USER", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH");
  private static final Pattern INHERITED_PREFIX =
      Pattern.compile("(LC_|CUDA_|NVIDIA_|LIBVA_|XDG_|ONEVPL_|OMP_).*");

  private static final long LOOK_MILLIS = 200;
  private static final int OFTEN_AT_FIRST = 100;
  private static final long LOG_MILLIS = 2_000;

  private final ScheduledThreadPoolExecutor timer;
  private final Sandbox sandbox;

  /** One without a sandbox. */
  public JdkProcessRunner() {
    this(Sandbox.off(SandboxPrograms.find(searchPath())));
  }

  /**
   * @param sandbox confines every program whose {@linkplain ProcessSpec#box box} says so
   */
  public JdkProcessRunner(Sandbox sandbox) {
    this.sandbox = Objects.requireNonNull(sandbox, "sandbox");
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
    ProcessBuilder builder = new ProcessBuilder();
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
      Path program = program(spec.command().get(0));
      builder.command(
          sandbox.wrap(
              spec.command(), program, spec.directory(), environment, spec.nice(), spec.box()));
      if (timer.isShutdown()) {
        throw new IOException("the runner has ended");
      }
      Process process = builder.start();
      Running running = new Running(process.toHandle(), spec, spec.limit());
      running.watch(process);
      if (spec.home().isPresent()) {
        try {
          note(spec.home().get(), process);
        } catch (IOException | RuntimeException e) { // nobody would find it again
          running.kill();
          throw e;
        }
      }
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

  private static Path program(String name) throws IOException {
    Optional<Path> found =
        name.contains("/")
            ? Optional.of(Path.of(name)).filter(Files::isExecutable)
            : SandboxPrograms.onPath(searchPath(), name);
    return found.orElseThrow(() -> new IOException("program not found"));
  }

  private static String searchPath() {
    return Optional.ofNullable(System.getenv("PATH")).orElse("");
  }

  private final class Running implements RunningProcess {
    private final ProcessHandle process;
    private final ProcessSpec spec;
    private final ProgramGauge gauge;
    private final LogCap log;
    private final CompletableFuture<ProcessExit> exit = new CompletableFuture<>();
    private final AtomicReference<ProcessExit> endedByUs = new AtomicReference<>();
    private final long begin = System.nanoTime();

    /**
     * @param left remaining time
     */
    Running(ProcessHandle process, ProcessSpec spec, Duration left) {
      this.process = process;
      this.spec = spec;
      this.gauge = new ProgramGauge(process.pid());
      this.log = new LogCap(spec.stderr());
      ScheduledFuture<?> limit =
          timer.schedule(
              () -> end(new ProcessExit.TimedOut(spec.limit())),
              Math.max(0, left.toMillis()),
              TimeUnit.MILLISECONDS);
      // On a thread of its own: a disk that hangs must not hold up the time limits.
      ScheduledFuture<?> looking =
          timer.scheduleWithFixedDelay(
              () -> ForkJoinPool.commonPool().execute(log::keep),
              LOG_MILLIS,
              LOG_MILLIS,
              TimeUnit.MILLISECONDS);
      var unused =
          exit.thenRun(
              () -> {
                limit.cancel(false);
                looking.cancel(false);
              });
      if (sandbox.limits().isPresent()) {
        sampleLater(0);
      }
    }

    /** Often at first: many programs take most of their memory, or fail to, when they begin. */
    private void sampleLater(int samples) {
      long pause = samples < OFTEN_AT_FIRST ? LOOK_MILLIS / 10 : LOOK_MILLIS;
      try {
        var unused =
            timer.schedule(
                () -> {
                  if (!exit.isDone()) {
                    gauge.sample();
                    sampleLater(samples + 1);
                  }
                },
                pause,
                TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // closed: nobody needs to know any longer
      }
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
                    ended(code == 0 ? new ProcessExit.Done(wall) : failed(code));
                  });
    }

    /** No longer our child: polled, because the system does not notify us. */
    void watch(ProcessIdentity adopted) {
      ScheduledFuture<?> looking =
          timer.scheduleWithFixedDelay(
              () -> {
                if (adopted
                    .alive()
                    .isEmpty()) { // what follows touches the disk: not on this thread
                  ForkJoinPool.commonPool().execute(() -> ended(new ProcessExit.Unseen()));
                }
              },
              LOOK_MILLIS,
              LOOK_MILLIS,
              TimeUnit.MILLISECONDS);
      var unused = exit.thenRun(() -> looking.cancel(false));
    }

    private ProcessExit failed(int code) {
      String lastWords = "";
      if (sandbox.limits().isPresent()) {
        try {
          lastWords = HeadAndTail.tail(spec.stderr(), Limits.LAST_WORDS);
        } catch (IOException e) {
          // it said nothing
        }
      }
      String said = lastWords;
      return sandbox
          .limits()
          .flatMap(limits -> limits.exceeded(code, said, gauge.peakBytes()))
          .<ProcessExit>map(ProcessExit.OverLimit::new)
          .orElse(new ProcessExit.NonZero(code));
    }

    private void ended(ProcessExit how) {
      log.keep();
      ProcessExit ours = endedByUs.get();
      exit.complete(ours != null ? ours : how);
    }

    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public Duration cpu() {
      return gauge.cpu();
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
      List<ProcessHandle> tree = tree();
      List<ProcessHandle> asked =
          tree.stream().filter(each -> !ProgramGauge.helper(each.pid())).toList();
      (asked.isEmpty() ? tree : asked).forEach(ProcessHandle::destroy);
      try {
        var unused =
            timer.schedule(() -> kill(tree), spec.grace().toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) { // closed: there is no later
        kill(tree);
      }
    }

    /** Without a grace time. */
    void kill() {
      endedByUs.compareAndSet(null, new ProcessExit.Stopped());
      kill(tree());
    }

    private void kill(List<ProcessHandle> known) {
      tree().forEach(ProcessHandle::destroyForcibly);
      known.forEach(ProcessHandle::destroyForcibly);
    }

    private List<ProcessHandle> tree() {
      List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
      tree.add(process);
      return tree;
    }
  }
}
