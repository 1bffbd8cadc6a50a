package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The alert rules and the Grafana dashboard, as Prometheus' own tool evaluates them; {@code
 * bin/test} fetches it.
 */
class PrometheusRulesIT {
  private static final Path PROMTOOL =
      Path.of(System.getProperty("user.home"), ".cache/media-runner/promtool");
  private static final String RULES = "prometheus-alerts.yml";
  private static final String CASES = "prometheus-alerts-test.yml";

  @TempDir private Path folder;

  @Test
  void eachAlertFiresWhenItShouldAndNotBefore() throws Exception {
    Path rules = PackagedRunner.HOME.resolve("conf").resolve(RULES);
    Path cases = Path.of("src/test/resources").resolve(CASES);
    Files.copy(rules, folder.resolve(RULES));
    Files.copy(cases, folder.resolve(CASES));

    assertThat(promtool("check", "rules", RULES)).contains("SUCCESS");
    assertThat(promtool("test", "rules", CASES)).contains("SUCCESS");

    Set<String> alerts = names("(?m)^ +- alert: (\\w+)$", rules);
    assertThat(alerts).contains("MediaRunnerDown", "MediaRunnerNotScraped");
    assertThat(names("alertname: (\\w+)\\n +exp_alerts:", cases)).as("fires").isEqualTo(alerts);
    assertThat(names("alertname: (\\w+) }", cases)).as("and does not").isEqualTo(alerts);
  }

  @Test
  void thePanelsOfTheDashboardAskForOneHostAndOneInstance() throws Exception {
    JsonObject dashboard =
        new JsonObject(
            Files.readString(PackagedRunner.HOME.resolve("conf/grafana-dashboard.json")));
    List<String> variables =
        objects(dashboard.getJsonObject("templating"), "list").stream()
            .map(variable -> variable.getString("name"))
            .toList();
    List<String> asked =
        objects(dashboard, "panels").stream()
            .flatMap(panel -> objects(panel, "targets").stream())
            .map(target -> target.getString("expr"))
            .toList();

    assertThat(variables).containsExactly("datasource", "host", "instance");
    assertThat(asked)
        .hasSizeGreaterThan(20)
        .allMatch(
            expression ->
                Pattern.compile(
                        "\\b(runner|process|system|jvm)_\\w+(?!\\w|\\{instance=~\"\\$host\")")
                    .matcher(expression)
                    .results()
                    .findAny()
                    .isEmpty());
    StringBuilder rules = new StringBuilder("groups:\n  - name: panels\n    rules:\n");
    for (int i = 0; i < asked.size(); i++) {
      rules
          .append("      - record: panel:" + i + "\n        expr: >-\n          ")
          .append(asked.get(i).replaceAll("\\$\\w+", ".*"))
          .append('\n');
    }
    Files.writeString(folder.resolve("panels.yml"), rules);
    assertThat(promtool("check", "rules", "--lint=none", "panels.yml")).contains("SUCCESS");
  }

  private static List<JsonObject> objects(JsonObject json, String key) {
    return json.getJsonArray(key).stream().map(JsonObject.class::cast).toList();
  }

  private static Set<String> names(String pattern, Path file) throws IOException {
    Set<String> names = new TreeSet<>();
    Pattern.compile(pattern)
        .matcher(Files.readString(file))
        .results()
        .forEach(found -> names.add(found.group(1)));
    return names;
  }

  /** What it says; fails if it finds fault. */
  private String promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(PROMTOOL.toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("said.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectErrorStream(true)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(out)).isZero();
    return Files.readString(out);
  }
}
