package io.mediarunner.launcher.command;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.ToolFinding;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.media.hardware.HardwareProbe;
import io.mediarunner.launcher.app.Gpu;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code check-gpu}: tests the graphics hardware again. */
@Command(
    name = "check-gpu",
    description = {
      "Test every kind of graphics hardware with real frames.",
      "Exit code 0: something works; 2: nothing works; 3: no ffmpeg."
    },
    mixinStandardHelpOptions = true)
public final class CheckGpuCommand implements Callable<Integer> {
  @Mixin private ToolCheck check;

  @Override
  public Integer call() throws Exception {
    return check.run(
        (config, processes) -> {
          FfmpegTools tools =
              Gpu.tools(StartCommand.locator(config, processes).find(), config.encoding());
          Hardware found = new HardwareProbe(tools, processes, config.encoding().device()).probe();
          List<ToolFinding> findings = new ArrayList<>();
          found
              .findings()
              .forEach(f -> findings.add(new ToolFinding(f.name(), f.works(), false, f.detail())));
          findings.removeIf(f -> found.usable() && !f.ok());
          findings.add(ToolFinding.optional("usable", found.usable(), found.summary()));
          return findings;
        });
  }
}
