package io.mediarunner.core.process;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Programs that all get some variables in their environment, such as which devices they see. */
public final class BoundProcesses {
  private BoundProcesses() {}

  /** The same starter of programs; what a program asks for itself gives way. */
  public static ProcessRunner in(Map<String, String> environment, ProcessRunner runner) {
    Objects.requireNonNull(runner, "runner");
    Map<String, String> more = Map.copyOf(environment);
    return new ProcessRunner() {
      @Override
      public RunningProcess start(ProcessSpec spec) throws ProcessStartException {
        return runner.start(spec.with(more));
      }

      @Override
      public Optional<RunningProcess> adopt(ProcessSpec spec) {
        return runner.adopt(spec);
      }
    };
  }
}
