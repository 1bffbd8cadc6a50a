package io.mediarunner.launcher.command;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.media.ffmpeg.FfmpegCheck;
import io.mediarunner.core.media.ffmpeg.FfmpegMissingException;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.ToolFinding;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.media.hardware.HardwareApi;
import io.mediarunner.core.process.ProcessRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code check-ffmpeg}: tests whether ffmpeg can do what tasks need. */
@Command(
    name = "check-ffmpeg",
    description = {
      "Test ffmpeg with real video and audio.",
      "Exit code 0: all good; 2: something optional is missing; 3: something required is missing."
    },
    mixinStandardHelpOptions = true)
public final class CheckFfmpegCommand implements Callable<Integer> {
  @Mixin private ToolCheck check;

  @Option(
      names = "--mode",
      description = "auto (follows ENCODING_TYPE), cpu or gpu (default: ${DEFAULT-VALUE})")
  private Mode mode = Mode.auto;

  /** As written on the command line. */
  enum Mode {
    auto,
    cpu,
    gpu
  }

  @Override
  public Integer call() throws Exception {
    return check.run(
        (config, processes) -> {
          boolean gpu = mode == Mode.gpu || (mode == Mode.auto && config.encoding().gpu());
          return findings(config, gpu, processes);
        });
  }

  private static List<ToolFinding> findings(
      RunnerConfig config, boolean gpu, ProcessRunner processes) throws Exception {
    List<ToolFinding> findings = new ArrayList<>();
    FfmpegTools tools;
    try {
      tools = StartCommand.locator(config, processes).find();
    } catch (FfmpegMissingException e) {
      return List.of(
          ToolFinding.required("binary:ffmpeg", false, Objects.requireNonNull(e.getMessage())));
    }
    findings.addAll(new FfmpegCheck(tools, processes, config.downloads().codecDenylist()).run());
    if (gpu) {
      Hardware found =
          CheckGpuCommand.search(config, processes).search(List.of(tools)).device(0).hardware();
      // Without it, everything runs on the CPU: a warning, not an error.
      found
          .findings()
          .forEach(
              f ->
                  findings.add(
                      ToolFinding.optional(
                          "gpu:" + f.name(), f.works(), CheckGpuCommand.inWords(f))));
      for (HardwareApi api : HardwareApi.values()) {
        if (found.encodes(api)) {
          // One that works is enough: missing ones then cause no warning.
          findings.removeIf(
              f -> !f.ok() && f.name().startsWith("gpu:") && !f.name().contains(api.wireName()));
        }
      }
    }
    return findings;
  }
}
