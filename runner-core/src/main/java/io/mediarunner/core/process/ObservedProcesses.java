package io.mediarunner.core.process;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Programs of which somebody is told. */
public final class ObservedProcesses {
  private ObservedProcesses() {}

  /** Told of each program that starts. */
  public interface Observer {
    /**
     * A program has started. Called on the thread that starts it.
     *
     * @param program its file name, such as {@code ffmpeg}
     * @return told once how it ended, on any thread
     */
    Consumer<ProcessExit> started(String program);
  }

  /** The same starter of programs. */
  public static ProcessRunner by(Observer observer, ProcessRunner runner) {
    Objects.requireNonNull(observer, "observer");
    Objects.requireNonNull(runner, "runner");
    return new ProcessRunner() {
      @Override
      public RunningProcess start(ProcessSpec spec) throws ProcessStartException {
        return watched(runner.start(spec), spec);
      }

      @Override
      public Optional<RunningProcess> adopt(ProcessSpec spec) {
        return runner.adopt(spec).map(process -> watched(process, spec));
      }

      private RunningProcess watched(RunningProcess process, ProcessSpec spec) {
        Path file = Path.of(spec.command().get(0));
        Consumer<ProcessExit> ended = observer.started(String.valueOf(file.getFileName()));
        process.exit().thenAccept(ended);
        return process;
      }
    };
  }
}
