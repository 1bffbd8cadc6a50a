package io.mediarunner.launcher.command;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.media.ffmpeg.FfmpegMissingException;
import io.mediarunner.core.media.ffmpeg.ToolFinding;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.process.SandboxMissingException;
import io.mediarunner.core.process.SandboxTrial;
import io.mediarunner.launcher.app.ToolBox;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shared by the commands that test external programs: settings, report, exit codes. */
final class ToolCheck {
  private static final String SANDBOX = "sandbox";

  @Mixin private SettingsOption settings;

  @Option(names = "--json", description = "Print the report as JSON")
  private boolean json;

  /** Tests the programs. */
  interface Trial {
    List<ToolFinding> findings(RunnerConfig config, ProcessRunner processes) throws Exception;
  }

  /**
   * @return 0 all good, 2 only warnings, 3 something required is missing
   */
  int run(Trial trial) throws Exception {
    return run(trial, findings -> findings.stream().allMatch(ToolFinding::ok) ? 0 : 2);
  }

  /**
   * @param verdict the exit code where nothing required is missing
   * @return the exit code; 3 if something required is missing
   */
  int run(Trial trial, ToIntFunction<List<ToolFinding>> verdict) throws Exception {
    RunnerConfig config = settings.read();
    List<ToolFinding> findings;
    try {
      findings = boxed(config, trial);
    } catch (SandboxMissingException e) {
      findings =
          List.of(ToolFinding.required(SANDBOX, false, Objects.requireNonNull(e.getMessage())));
    } catch (FfmpegMissingException e) {
      findings =
          List.of(
              ToolFinding.required("binary:ffmpeg", false, Objects.requireNonNull(e.getMessage())));
    }
    System.out.print(json ? json(findings) : text(findings));
    System.out.flush();
    List<ToolFinding> told = findings.stream().filter(f -> !f.name().equals(SANDBOX)).toList();
    // A weak sandbox is shown and not counted: the exit code is about what was to be tested.
    return findings.stream().anyMatch(f -> f.required() && !f.ok()) ? 3 : verdict.applyAsInt(told);
  }

  /** As tasks run them: a program that works only outside of the sandbox does not work. */
  private static List<ToolFinding> boxed(RunnerConfig config, Trial trial) throws Exception {
    SandboxTrial.Result box = ToolBox.find(config, true);
    try (JdkProcessRunner processes = new JdkProcessRunner(box.sandbox())) {
      List<ToolFinding> findings = new ArrayList<>(trial.findings(config, processes));
      findings.add(
          ToolFinding.optional(
              SANDBOX,
              !box.sandbox().level().weak(),
              ToolBox.warning(box).orElse(ToolBox.about(box.sandbox()))));
      return findings;
    }
  }

  private static String text(List<ToolFinding> findings) {
    StringBuilder text = new StringBuilder();
    for (ToolFinding finding : findings) {
      String verdict = finding.ok() ? "ok     " : finding.required() ? "MISSING" : "warning";
      text.append(
          String.format(Locale.ROOT, "%s  %-26s %s%n", verdict, finding.name(), finding.details()));
    }
    return text.toString();
  }

  private static String json(List<ToolFinding> findings) throws Exception {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("required_failed", findings.stream().filter(f -> f.required() && !f.ok()).count());
    summary.put("warnings", findings.stream().filter(f -> !f.required() && !f.ok()).count());
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("results", findings);
    report.put("summary", summary);
    return Json.pretty(report);
  }
}
