package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.RunningProcess;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.text.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environment of an engine run.
 *
 * @param tools runs programs, and knows when the task is cancelled
 * @param folder for scratch files
 * @param home folder that outlives the runner, so that its {@link #lasting} programs can be
 *     adopted; empty if that is not needed
 * @param log receives lines for the task's log
 * @param progress receives the fraction done, on its own thread
 */
public record EngineRun(
    TaskProcesses tools,
    Path folder,
    Optional<Path> home,
    Consumer<String> log,
    DoubleConsumer progress) {
  private static final Logger LOG = LoggerFactory.getLogger(EngineRun.class);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(500);

  /**
   * @throws NullPointerException if a component is null
   */
  public EngineRun {
    Objects.requireNonNull(tools, "tools");
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(home, "home");
    Objects.requireNonNull(log, "log");
    Objects.requireNonNull(progress, "progress");
  }

  /** A run whose programs all end with the runner. */
  public EngineRun(
      TaskProcesses tools, Path folder, Consumer<String> log, DoubleConsumer progress) {
    this(tools, folder, Optional.empty(), log, progress);
  }

  /** Output and exit code of a program. */
  record Ended(ProcessExit exit, Path toolLog) {
    /** Its exit code; 0 for success. */
    int code() {
      return exit instanceof ProcessExit.NonZero failed ? failed.exitCode() : 0;
    }

    /** Whether a line of its log holds a text; a program that said nothing may have no log. */
    boolean says(String text) throws IOException {
      return Files.exists(toolLog) && Lines.contain(toolLog, text);
    }

    /** Whether a line of its log matches. */
    boolean says(Pattern pattern) throws IOException {
      return Files.exists(toolLog) && Lines.contain(toolLog, pattern);
    }

    /** What its log says, line by line. */
    <T> T read(Lines.Reading<T> reading) throws IOException {
      return Files.exists(toolLog) ? Lines.read(toolLog, reading) : reading.of(Stream.empty());
    }
  }

  /**
   * Runs a program to its end, and terminates it if neither {@code done} nor its output changes for
   * too long. Never with lowered priority: its threads spin while they wait for each other.
   *
   * @param done fraction done, queried twice a second
   * @throws TaskFailedException {@code STALLED}, or as of {@link TaskProcesses#run}
   */
  Ended program(
      String name,
      List<String> command,
      Map<String, String> environment,
      TranscribeOptions options,
      DoubleSupplier done)
      throws TaskFailedException, IOException {
    return start(spec(name, command, environment, options), options, done);
  }

  /**
   * The same for a program that may outlive the runner, if it has a home folder.
   *
   * @throws TaskFailedException as {@link #program}
   */
  Ended lasting(String name, List<String> command, TranscribeOptions options, DoubleSupplier done)
      throws TaskFailedException, IOException {
    ProcessSpec spec = spec(name, command, Map.of(), options);
    return start(home.map(spec::adoptableFrom).orElse(spec), options, done);
  }

  /**
   * Adopts a {@link #lasting} program that an earlier runner started and that is still running. Its
   * exit code is unknown.
   *
   * @return empty if there is none
   * @throws TaskFailedException as {@link #program}
   */
  Optional<Ended> adopt(String name, TranscribeOptions options, DoubleSupplier done)
      throws TaskFailedException, IOException {
    if (home.isEmpty()) {
      return Optional.empty();
    }
    ProcessSpec spec = spec(name, List.of(name), Map.of(), options).adoptableFrom(home.get());
    return toItsEnd(spec, options, done, started -> tools.adopt(spec, started));
  }

  private ProcessSpec spec(
      String name,
      List<String> command,
      Map<String, String> environment,
      TranscribeOptions options) {
    Path toolLog = folder.resolve(name + ".log");
    return new ProcessSpec(
        command, folder, environment, toolLog, toolLog, options.limit(), GRACE, 0);
  }

  private Ended start(ProcessSpec spec, TranscribeOptions options, DoubleSupplier done)
      throws TaskFailedException, IOException {
    Files.deleteIfExists(spec.stderr());
    log.accept("command: " + String.join(" ", spec.command()));
    return toItsEnd(spec, options, done, started -> Optional.of(tools.run(spec, started)))
        .orElseThrow();
  }

  private interface Running {
    Optional<ProcessExit> toItsEnd(Consumer<RunningProcess> started) throws TaskFailedException;
  }

  private Optional<Ended> toItsEnd(
      ProcessSpec spec, TranscribeOptions options, DoubleSupplier done, Running running)
      throws TaskFailedException, IOException {
    Path toolLog = spec.stderr();
    Watch watch = new Watch(toolLog, options.stall(), done, progress);
    Thread thread = new Thread(watch, toolLog.getFileName() + "-watch");
    thread.setDaemon(true);
    try {
      Optional<ProcessExit> exit =
          running.toItsEnd(
              process -> {
                watch.process = process;
                thread.start();
              });
      if (exit.isEmpty()) {
        return Optional.empty();
      }
      if (exit.get() instanceof ProcessExit.Stopped) {
        throw new TaskFailedException(
            FailureCode.STALLED,
            String.format(
                Locale.ROOT,
                "The speech engine showed no sign of life for %d seconds and was terminated.",
                options.stall().toSeconds()));
      }
      return Optional.of(new Ended(exit.get(), toolLog));
    } finally {
      thread.interrupt();
      if (watch.process != null && Files.exists(toolLog)) {
        log.accept(EncodingLog.text(toolLog).strip());
      }
    }
  }

  static TaskFailedException failed() {
    return new TaskFailedException(
        FailureCode.ENGINE_FAILED,
        "The speech could not be transcribed. The task's encoding.log has the details.");
  }

  static TaskFailedException unloadable(TranscribeOptions options) {
    return new TaskFailedException(
        FailureCode.MODEL_MISSING,
        String.format(
            Locale.ROOT,
            "The speech model %s cannot be loaded.",
            options.model().map(Path::getFileName).map(Path::toString).orElse("?")));
  }

  private static final class Watch implements Runnable {
    private final Path toolLog;
    private final Duration stall;
    private final DoubleSupplier done;
    private final DoubleConsumer progress;
    private volatile @Nullable RunningProcess process;

    Watch(Path toolLog, Duration stall, DoubleSupplier done, DoubleConsumer progress) {
      this.toolLog = toolLog;
      this.stall = stall;
      this.done = done;
      this.progress = progress;
    }

    private record Signs(double done, long bytes) {}

    @Override
    public void run() {
      Signs before = new Signs(-1, -1);
      long moved = System.nanoTime();
      while (!Thread.currentThread().isInterrupted()) {
        RunningProcess started = process;
        Signs now = new Signs(done.getAsDouble(), size());
        if (!now.equals(before)) {
          before = now;
          moved = System.nanoTime();
        } else if (started != null && System.nanoTime() - moved > stall.toNanos()) {
          started.stop();
        }
        tell(now.done());
        try {
          Thread.sleep(LOOK.toMillis());
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    /** Whoever listens: detecting a stall must go on. */
    private void tell(double fraction) {
      try {
        progress.accept(fraction);
      } catch (RuntimeException e) {
        LOG.debug("progress cannot be reported", e);
      }
    }

    private long size() {
      try {
        return Files.size(toolLog);
      } catch (IOException e) {
        return 0; // not yet there
      }
    }
  }
}
