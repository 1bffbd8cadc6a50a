package io.mediarunner.launcher.doctor;

import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.launcher.config.ConfigSources;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whether the settings are valid; every problem and warning is a result. */
final class SettingsCheck implements Check {
  static final String NAME = "config";
  private static final String PAGE = "see docs/configuration.md";
  private final ConfigSources sources;

  SettingsCheck(ConfigSources sources) {
    this.sources = sources;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() {
    List<CheckResult> results = new ArrayList<>();
    List<String> warnings;
    try {
      RunnerConfig.Parsed parsed = sources.parse();
      results.add(CheckResult.good(NAME, sources.summary() + "; " + inWords(parsed.config())));
      warnings = parsed.warnings();
    } catch (InvalidConfigException e) {
      String fix =
          sources.found()
              ? "correct it in " + sources.file() + "; " + PAGE
              : "run 'bin/runner init', which writes " + sources.file();
      e.problems().forEach(problem -> results.add(CheckResult.error(NAME, problem, fix)));
      warnings = e.warnings();
    }
    warnings.forEach(warning -> results.add(CheckResult.warning(NAME, warning, PAGE)));
    return results;
  }

  private static String inWords(RunnerConfig config) {
    return String.format(
        Locale.ROOT,
        "%d instance(s), ports from %d, %s, %s, Manager %s",
        config.instances().size(),
        config.instances().get(0).port(),
        config.taskTypes().stream().map(TaskType::wireName).collect(Collectors.joining(",")),
        config.encoding().gpu() ? "GPU" : "CPU",
        config.manager().url());
  }
}
