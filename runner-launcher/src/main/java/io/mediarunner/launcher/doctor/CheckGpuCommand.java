package io.mediarunner.launcher.doctor;

import io.mediarunner.launcher.doctor.check.CheckReport;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code check-gpu}: tests the graphics hardware again. */
@Command(
    name = "check-gpu",
    description = {
      "Test every kind of graphics hardware with real frames, with each ffmpeg at hand.",
      "Exit code 0: something works; 2: nothing works; 3: no ffmpeg."
    },
    mixinStandardHelpOptions = true)
public final class CheckGpuCommand implements Callable<Integer> {
  @Mixin private ToolCheck check;

  @Override
  public Integer call() throws Exception {
    return check.run(GraphicsCheck::new, CheckGpuCommand::exitCode);
  }

  private static int exitCode(List<CheckResult> results) {
    return results.stream().anyMatch(r -> r.name().equals(GraphicsCheck.USABLE) && r.ok())
        ? 0
        : CheckReport.WARNINGS;
  }
}
