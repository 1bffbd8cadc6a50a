package io.mediarunner.launcher.app;

import com.sun.management.OperatingSystemMXBean;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.process.SandboxMissingException;
import io.mediarunner.core.process.SandboxTrial;
import io.mediarunner.core.process.sandbox.ResourceLimits;
import io.mediarunner.core.process.sandbox.Sandbox;
import io.mediarunner.core.process.sandbox.SandboxPrograms;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the settings confine the media programs. */
public final class ToolBox {
  private ToolBox() {}

  /**
   * Finds the sandbox of a configuration; runs a program or two.
   *
   * @param gpu whether programs need graphics devices
   * @throws SandboxMissingException if the one that the settings demand does not work
   */
  public static SandboxTrial.Result find(RunnerConfig config, boolean gpu)
      throws SandboxMissingException {
    SandboxPrograms programs =
        SandboxPrograms.find(Optional.ofNullable(System.getenv("PATH")).orElse(""));
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    ResourceLimits limits =
        ResourceLimits.of(
            config.sandbox(),
            memory,
            Runtime.getRuntime().availableProcessors(),
            config.tools().limit());
    return new SandboxTrial(programs, limits, gpu, readable(config)).find(config.sandbox().mode());
  }

  private static List<Path> readable(RunnerConfig config) {
    List<Path> readable = new ArrayList<>(config.sandbox().readable());
    readable.add(config.storage().cacheDir().toAbsolutePath());
    readable.add(config.storage().whisperModelsDir().toAbsolutePath());
    if (config.encoding().gpu()) {
      readable.add(config.encoding().cudaPath().toAbsolutePath());
    }
    return readable;
  }

  /** One line for people. */
  public static String about(Sandbox sandbox) {
    return sandbox.level().wireName()
        + " ("
        + sandbox.level().meaning()
        + sandbox
            .limits()
            .map(
                limits ->
                    String.format(
                        Locale.ROOT, "; %.1f GiB of memory", limits.memoryBytes() / 0x1p30))
            .orElse("")
        + ")";
  }

  /** What an operator should know: empty if nothing. */
  public static Optional<String> warning(SandboxTrial.Result found) {
    return found
        .complaint()
        .map(
            reason ->
                String.format(
                    Locale.ROOT,
                    "weak sandbox: %s: %s. Media programs: %s",
                    found.sandbox().level().wireName(),
                    reason,
                    found.sandbox().level().meaning()));
  }
}
