package io.mediarunner.launcher.doctor;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.media.ffmpeg.ToolFinding;
import io.mediarunner.core.media.hardware.GpuDevice;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.media.hardware.HardwareSearch;
import io.mediarunner.core.media.hardware.Remedy;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.launcher.command.StartCommand;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the graphics hardware can do, tested with real frames and each ffmpeg at hand. */
final class GraphicsCheck implements Check {
  static final String NAME = "gpu";
  static final String USABLE = "usable";
  private final RunnerConfig config;

  GraphicsCheck(RunnerConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() throws Exception {
    return BoxedTools.run(
        config,
        (settings, processes) ->
            findings(
                search(settings, processes)
                    .search(StartCommand.locator(settings, processes).all())),
        "see docs/gpu.md, or set ENCODING_TYPE=CPU");
  }

  /** Tests now, whatever was found before. */
  static HardwareSearch search(RunnerConfig config, ProcessRunner processes) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return new HardwareSearch(config.encoding(), processes, path, Optional.empty());
  }

  /** What works and what does not, with each ffmpeg and on each device. */
  private List<ToolFinding> findings(HardwareSearch.Result result) throws IOException {
    List<ToolFinding> findings = new ArrayList<>(tested(result.chosen(), ""));
    for (HardwareSearch.Trial other : result.others()) {
      findings.addAll(tested(other, other.ffmpeg().origin() + ":"));
    }
    if (result.chosen().devices().size() > 1) {
      for (InstanceConfig instance : config.instances()) {
        String device = result.device(instance.number()).name();
        findings.add(
            ToolFinding.optional("instance:" + instance.number(), true, "device " + device));
      }
    }
    findings.add(ToolFinding.optional(USABLE, result.chosen().usable(), result.summary()));
    return findings;
  }

  private static List<ToolFinding> tested(HardwareSearch.Trial trial, String prefix) {
    List<ToolFinding> findings = new ArrayList<>();
    findings.add(
        ToolFinding.optional(
            prefix + "ffmpeg",
            true,
            trial.ffmpeg().version()
                + ", "
                + trial.ffmpeg().origin()
                + ": "
                + trial.ffmpeg().ffmpeg()));
    for (GpuDevice device : trial.devices()) {
      String suffix = trial.devices().size() == 1 ? "" : "@" + device.name();
      for (Hardware.Finding found : device.hardware().findings()) {
        findings.add(
            ToolFinding.optional(prefix + found.name() + suffix, found.works(), inWords(found)));
      }
    }
    return findings;
  }

  /** How it works; or why not, and what to do. */
  static String inWords(Hardware.Finding found) {
    return found.works()
        ? found.detail()
        : found.detail() + " -> " + Remedy.of(found.detail()).text();
  }
}
