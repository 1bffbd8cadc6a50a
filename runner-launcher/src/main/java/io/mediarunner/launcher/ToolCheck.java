package io.mediarunner.launcher;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.media.ffmpeg.FfmpegMissingException;
import io.mediarunner.core.media.ffmpeg.ToolFinding;
import io.mediarunner.launcher.config.ConfigLoader;
import io.mediarunner.launcher.config.ConfigSources;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What the commands share that try outside programs: settings, report, exit codes. */
final class ToolCheck {
  private static final String TOKEN = "RUNNER_TOKEN";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Option(names = "--env", paramLabel = "FILE", description = "Settings file (default: .env)")
  private Path envFile = Home.envFile();

  @Option(names = "--json", description = "Print the report as JSON")
  private boolean json;

  /** Tries the programs. */
  interface Trial {
    List<ToolFinding> findings(RunnerConfig config) throws Exception;
  }

  /**
   * @return 0 all good, 2 only warnings, 3 something required is missing
   */
  int run(Trial trial) throws Exception {
    Logging.quiet();
    Vertx vertx = VertxFactory.create();
    RunnerConfig config;
    try {
      config = settings(Waiting.on(new ConfigLoader(vertx).read(envFile), LIMIT));
    } finally {
      Waiting.on(vertx.close(), LIMIT);
    }
    List<ToolFinding> findings;
    try {
      findings = trial.findings(config);
    } catch (FfmpegMissingException e) {
      findings = List.of(ToolFinding.required("binary:ffmpeg", false, e.getMessage()));
    }
    System.out.print(json ? json(findings) : text(findings));
    System.out.flush();
    return exitCode(findings);
  }

  /** Programs can be tried before there is a token. */
  private static RunnerConfig settings(ConfigSources sources) {
    Map<String, String> environment = new HashMap<>(sources.environment());
    if (!sources.dotenv().values().containsKey(TOKEN)) {
      environment.putIfAbsent(TOKEN, "stands-in-for-a-token-that-nobody-asks-for");
    }
    return RunnerConfig.parse(environment, sources.dotenv().values()).config();
  }

  private static int exitCode(List<ToolFinding> findings) {
    if (findings.stream().anyMatch(f -> f.required() && !f.ok())) {
      return 3;
    }
    return findings.stream().allMatch(ToolFinding::ok) ? 0 : 2;
  }

  private static String text(List<ToolFinding> findings) {
    StringBuilder text = new StringBuilder();
    for (ToolFinding finding : findings) {
      String verdict = finding.ok() ? "ok     " : finding.required() ? "MISSING" : "warning";
      text.append("%s  %-26s %s%n".formatted(verdict, finding.name(), finding.details()));
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
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
  }
}
