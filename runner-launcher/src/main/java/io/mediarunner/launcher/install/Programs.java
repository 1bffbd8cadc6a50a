package io.mediarunner.launcher.install;

import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.ProcessStartException;
import io.mediarunner.core.process.sandbox.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the system's tools for the operator, to their end. */
final class Programs {
  private static final Duration LIMIT =
      Duration.ofMinutes(12); // a service may drain before it restarts
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** What the tools need to know of the user's session, beside what every program gets. */
  private static final List<String> PASSED_ON =
      List.of("JAVA_HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME");

  /**
   * How it ended.
   *
   * @param exitCode 127 if there is no such program
   * @param said both its outputs, trimmed
   */
  record Result(int exitCode, String said) {
    boolean good() {
      return exitCode == 0;
    }
  }

  Result run(String... command) throws IOException {
    return run(List.of(command));
  }

  Result run(List<String> command) throws IOException {
    Path log = Files.createTempFile("media-runner-", ".log");
    Map<String, String> environment = new HashMap<>();
    for (String name : PASSED_ON) {
      Optional.ofNullable(System.getenv(name)).ifPresent(value -> environment.put(name, value));
    }
    try (JdkProcessRunner processes = new JdkProcessRunner()) {
      ProcessSpec spec =
          new ProcessSpec(command, Path.of("/"), environment, log, log, LIMIT, GRACE, 0);
      ProcessExit exit = processes.start(spec.in(Box.NONE)).exit().toCompletableFuture().join();
      return new Result(code(exit), Files.readString(log).strip());
    } catch (ProcessStartException e) {
      return new Result(127, command.get(0) + ": not found");
    } finally {
      Files.delete(log);
    }
  }

  private static int code(ProcessExit exit) {
    if (exit instanceof ProcessExit.Done) {
      return 0;
    }
    return exit instanceof ProcessExit.NonZero other ? other.exitCode() : RefusedException.FAILED;
  }
}
