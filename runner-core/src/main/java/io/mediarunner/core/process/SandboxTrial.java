package io.mediarunner.core.process;

import io.mediarunner.core.config.SandboxConfig;
import io.mediarunner.core.process.sandbox.ResourceLimits;
import io.mediarunner.core.process.sandbox.Sandbox;
import io.mediarunner.core.process.sandbox.SandboxPrograms;
import io.mediarunner.core.text.HeadAndTail;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.workspace.TemporaryFiles;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds the strongest sandbox that works here, by running a program in it: containers and hardened
 * kernels often forbid what bubblewrap needs. Takes a few hundredths of a second.
 */
public final class SandboxTrial {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofMillis(200);

  private final SandboxPrograms programs;
  private final ResourceLimits limits;
  private final boolean gpu;
  private final List<Path> readable;

  /**
   * @param gpu whether programs need graphics devices
   * @param readable what they may read besides the system's programs and libraries
   */
  public SandboxTrial(
      SandboxPrograms programs, ResourceLimits limits, boolean gpu, List<Path> readable) {
    this.programs = Objects.requireNonNull(programs, "programs");
    this.limits = limits.within(own());
    this.gpu = gpu;
    this.readable = List.copyOf(readable);
  }

  private static String own() {
    try {
      return Files.readString(Path.of("/proc/self/limits"));
    } catch (IOException e) {
      return ""; // no such file system here
    }
  }

  /**
   * What was found.
   *
   * @param complaint why it is not the strongest, for the operator; empty if it is
   */
  public record Result(Sandbox sandbox, Optional<String> complaint) {}

  /**
   * The strongest of a mode.
   *
   * @throws SandboxMissingException if the mode demands bubblewrap and it does not work
   */
  public Result find(SandboxConfig.Mode mode) throws SandboxMissingException {
    return switch (mode) {
      case OFF -> new Result(Sandbox.off(programs), Optional.of("SANDBOX=off"));
      case PRLIMIT -> limiting("SANDBOX=prlimit");
      case AUTO, BWRAP -> closing(mode == SandboxConfig.Mode.BWRAP);
    };
  }

  private Result closing(boolean required) throws SandboxMissingException {
    String problem = "it is not installed; run 'apt-get install bubblewrap'";
    for (boolean sized : List.of(true, false)) { // older versions cannot limit /tmp
      Optional<Sandbox> closing = Sandbox.closing(programs, limits, gpu, readable, sized);
      if (closing.isPresent()) {
        problem = problem(closing.get());
        if (problem.isEmpty()) {
          return new Result(closing.get(), Optional.empty());
        }
      }
    }
    if (required) {
      throw new SandboxMissingException("SANDBOX=bwrap, but bubblewrap does not work: " + problem);
    }
    return limiting("bubblewrap does not work: " + problem);
  }

  private Result limiting(String reason) {
    Optional<Sandbox> limiting = Sandbox.limiting(programs, limits);
    if (limiting.isEmpty()) {
      return new Result(Sandbox.off(programs), Optional.of(reason + "; prlimit is not installed"));
    }
    String problem = problem(limiting.get());
    return problem.isEmpty()
        ? new Result(limiting.get(), Optional.of(reason))
        : new Result(
            Sandbox.off(programs), Optional.of(reason + "; prlimit does not work: " + problem));
  }

  /** Why a program cannot run in it; empty text if it can. */
  private String problem(Sandbox sandbox) {
    Path folder = null;
    try (JdkProcessRunner runner = new JdkProcessRunner(sandbox)) {
      folder = TemporaryFiles.folder("sandbox-trial-");
      Path toolLog = Files.createFile(folder.resolve("trial.log"));
      ProcessExit exit =
          runner
              .start(
                  new ProcessSpec(
                      List.of("true"), folder, Map.of(), toolLog, toolLog, LIMIT, GRACE, 0))
              .exit()
              .toCompletableFuture()
              .join();
      return exit instanceof ProcessExit.Done
          ? ""
          : HeadAndTail.tail(toolLog, Limits.LAST_WORDS)
              .lines()
              .findFirst()
              .orElse("it ended without output");
    } catch (IOException | ProcessStartException e) {
      return Objects.requireNonNullElse(e.getMessage(), e.toString());
    } finally {
      if (folder != null) {
        delete(folder);
      }
    }
  }

  private static void delete(Path folder) {
    try {
      Workspace.deleteTree(folder);
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
