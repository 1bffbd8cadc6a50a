package io.mediarunner.launcher.doctor;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.launcher.command.SettingsOption;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckReport;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shared by the commands that test external programs: settings, report, exit codes. */
final class ToolCheck {
  @Mixin private SettingsOption settings;

  @Option(names = "--json", description = "Print the report as JSON")
  private boolean json;

  /**
   * @return 0 all good, 2 only warnings, 3 something required is missing
   */
  int run(Function<RunnerConfig, Check> check) throws Exception {
    return run(
        check, results -> results.stream().allMatch(CheckResult::ok) ? 0 : CheckReport.WARNINGS);
  }

  /**
   * @param verdict the exit code where nothing required is missing
   * @return the exit code; 3 if something required is missing
   */
  int run(Function<RunnerConfig, Check> check, ToIntFunction<List<CheckResult>> verdict)
      throws Exception {
    List<CheckResult> results = check.apply(settings.read()).run();
    CheckReport report = new CheckReport(results);
    System.out.print(json ? report.json() : report.text());
    System.out.flush();
    // A weak sandbox is shown and not counted: the exit code is about what was to be tested.
    List<CheckResult> told =
        results.stream().filter(r -> !r.name().equals(BoxedTools.SANDBOX)).toList();
    return results.stream().anyMatch(r -> r.required() && !r.ok())
        ? CheckReport.ERRORS
        : verdict.applyAsInt(told);
  }
}
