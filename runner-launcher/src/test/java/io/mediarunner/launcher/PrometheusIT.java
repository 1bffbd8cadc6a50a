package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.launcher.demo.DemoSite;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code /metrics} of a runner that has worked, read by Prometheus' own client library for Python
 * and checked by its tool; {@code bin/test} fetches both.
 */
class PrometheusIT {
  private static final Path PROMTOOL =
      Path.of(System.getProperty("user.home"), ".cache/media-runner/promtool");

  /** Families of the text on standard input: name, kind, and the names of all labels. */
  private static final String PARSE =
      """
      import json, sys
      from prometheus_client.parser import text_string_to_metric_families
      families = [
          {'name': f.name, 'kind': f.type, 'help': f.documentation,
           'labels': sorted({l for s in f.samples for l in s.labels} - {'le'}),
           'samples': len(f.samples)}
          for f in text_string_to_metric_families(sys.stdin.read())]
      json.dump(families, sys.stdout)
      """;

  @TempDir private Path folder;
  private DashboardUnderTest runner;

  @BeforeEach
  void start() throws Exception {
    runner = new DashboardUnderTest(folder, "[1x(encoding)]", 1);
    runner.start();
  }

  @AfterEach
  void close() throws Exception {
    runner.close();
  }

  @Test
  void theirLibraryReadsJustWhatIsDocumented() throws Exception {
    runner.video(40);
    String task = runner.execute("encoding", "/" + DemoSite.VIDEO, new JsonObject());
    assertThat(TestRunner.wait(runner.manager.completion(task)).errorMessage()).isNull();
    await().untilAsserted(() -> assertThat(scrape()).contains("runner_task_speed_count{"));

    JsonArray families =
        new JsonArray(
            run(scrape(), "/usr/bin/python3", "-c", PARSE)); // Debian's, which has the library
    Map<String, String> exported = new TreeMap<>();
    for (Object each : families) {
      JsonObject family = (JsonObject) each;
      String name = family.getString("name");
      if (name.startsWith("runner_") && !name.endsWith("_max")) {
        assertThat(family.getString("help")).as(name).isNotBlank();
        assertThat(family.getInteger("samples")).as(name).isPositive();
        exported.put(
            name + (family.getString("kind").equals("counter") ? "_total" : ""),
            family.getString("kind")
                + " "
                + family.getJsonArray("labels").stream().sorted().toList());
      }
    }
    assertThat(exported).isEqualTo(documented());
    assertThat(families.stream().map(family -> ((JsonObject) family).getString("name")))
        .doesNotHaveDuplicates()
        .contains("jvm_memory_used_bytes", "vertx_http_server_active_connections");
  }

  @Test
  void theirToolFindsNoFaultInTheText() throws Exception {
    await().until(() -> scrape().contains("runner_instance_registered{instance=\"0\"} 1"));

    assertThat(run(scrape(), PROMTOOL.toString(), "check", "metrics")).isEmpty();
  }

  /** Name, kind and labels, as the table of docs/metrics.md has them. */
  private static Map<String, String> documented() throws Exception {
    Map<String, String> documented = new TreeMap<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `(runner_\\w+)` \\| (\\w+) \\|([^|]*)\\|")
            .matcher(Files.readString(PackagedRunner.HOME.resolve("docs/metrics.md")));
    while (row.find()) {
      TreeSet<String> labels = new TreeSet<>(Arrays.asList(row.group(3).split("[`, ]+")));
      labels.remove("");
      documented.put(row.group(1), row.group(2) + " " + labels);
    }
    documented.keySet().removeIf(name -> name.startsWith("runner_gpu_")); // none is configured
    documented.keySet().removeIf(name -> name.startsWith("runner_queue_")); // it has a Manager
    return documented;
  }

  private String scrape() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(runner.url() + "metrics"))
            .timeout(Duration.ofSeconds(5))
            .header("Authorization", "Bearer " + DashboardUnderTest.TOKEN)
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  /** What a program says of a text; fails if it finds fault. */
  private String run(String text, String... command) throws Exception {
    Path in = Files.writeString(folder.resolve("metrics.txt"), text);
    Path out = folder.resolve("said.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectErrorStream(true)
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(out)).isZero();
    return Files.readString(out);
  }
}
