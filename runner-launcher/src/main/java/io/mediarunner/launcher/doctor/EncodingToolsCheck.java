package io.mediarunner.launcher.doctor;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.media.ffmpeg.FfmpegCheck;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.ToolFinding;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.media.hardware.HardwareApi;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.launcher.command.StartCommand;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.util.ArrayList;
import java.util.List;

/** Whether ffmpeg can do what tasks need, tested with real video and audio. */
final class EncodingToolsCheck implements Check {
  static final String NAME = "ffmpeg";
  private final RunnerConfig given;
  private final boolean gpu;

  /**
   * @param gpu whether to test graphics hardware as well
   */
  EncodingToolsCheck(RunnerConfig config, boolean gpu) {
    this.given = config;
    this.gpu = gpu;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() throws Exception {
    return BoxedTools.run(given, this::findings, BoxedTools.FFMPEG);
  }

  private List<ToolFinding> findings(RunnerConfig config, ProcessRunner processes)
      throws Exception {
    FfmpegTools tools = StartCommand.locator(config, processes).find();
    List<ToolFinding> findings =
        new ArrayList<>(
            new FfmpegCheck(tools, processes, config.downloads().codecDenylist()).run());
    if (gpu) {
      Hardware found =
          GraphicsCheck.search(config, processes).search(List.of(tools)).device(0).hardware();
      // Without it, everything runs on the CPU: a warning, not an error.
      found
          .findings()
          .forEach(
              f ->
                  findings.add(
                      ToolFinding.optional(
                          "gpu:" + f.name(), f.works(), GraphicsCheck.inWords(f))));
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
