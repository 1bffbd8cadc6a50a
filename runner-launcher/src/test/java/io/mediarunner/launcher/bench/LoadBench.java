package io.mediarunner.launcher.bench;

import io.mediarunner.core.machine.AvailableMemory;
import io.mediarunner.core.workspace.Workspace;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.launcher.os.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * Eight encodes at once on a standalone runner: one after the other, on several slots without a
 * budget, and with one. Prints a table: how long all take, and what memory they take.
 */
public final class LoadBench {
  private static final int TASKS = 8;
  private static final int SECONDS = 20;
  private static final String TOKEN = "bench-application-token";
  private static final Duration LIMIT = Duration.ofMinutes(9);
  private static final long LOOK_MILLIS = 200;

  private final Path home = Path.of(System.getProperty("runner.home")).toAbsolutePath();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final DemoSite site;

  private LoadBench(Vertx vertx, Path folder) throws Exception {
    this.folder = folder;
    this.site = Waiting.on(new DemoSite(vertx, folder).listen(), LIMIT);
  }

  /**
   * @param args the number of slots (default: 4)
   */
  public static void main(String[] args) throws Exception {
    int slots = args.length == 1 ? Integer.parseInt(args[0]) : 4;
    Path folder = Files.createTempDirectory("media-runner-bench-");
    Vertx vertx = Vertx.vertx();
    try {
      TestRunner.video(folder.resolve(DemoSite.VIDEO), SECONDS);
      LoadBench bench = new LoadBench(vertx, folder);
      System.out.printf(
          Locale.ROOT,
          "%d encodes of %d s of video, %d processors, %.1f GiB of memory%n%n",
          TASKS,
          SECONDS,
          Runtime.getRuntime().availableProcessors(),
          AvailableMemory.total() / (double) (1L << 30));
      System.out.println(
          "| slots | budget | all ended after, s | relative | most at once | most memory, MiB |");
      System.out.println("|--:|---|--:|--:|--:|--:|");
      double alone = bench.row(1, "off", 0);
      bench.row(slots, "off", alone);
      bench.row(slots, "auto", alone);
    } finally {
      Waiting.on(vertx.close(), LIMIT);
      Workspace.deleteTree(folder);
    }
  }

  private double row(int slots, String budget, double alone) throws Exception {
    Workspace.deleteTree(folder.resolve("storage"));
    int port = FreePorts.inARow(slots + 1);
    String manager = "http://127.0.0.1:" + port;
    try (RunnerProcess runner =
        new RunnerProcess(
            home,
            "standalone",
            Map.ofEntries(
                Map.entry("RUNNER_HOST", "127.0.0.1"),
                Map.entry("STANDALONE_PORT", "" + port),
                Map.entry("RUNNER_BASE_PORT", "" + (port + 1)),
                Map.entry("RUNNER_TASK_TYPES", "[" + slots + "x(encoding)]"),
                Map.entry("RUNNER_DASHBOARD_PORT", "0"),
                Map.entry("APPLICATION_TOKENS", "bench=" + TOKEN),
                Map.entry("ADMISSION_BY_RESOURCES", budget),
                Map.entry("STORAGE_DIR", folder.resolve("storage").toString()),
                Map.entry("LOG_DIR", folder.resolve("logs").toString()),
                Map.entry("CACHE_DIR", folder.resolve("cache").toString())),
            folder)) {
      awaitReady(manager);
      for (int i = 0; i < TASKS; i++) {
        submit(manager, i);
      }
      long begin = System.nanoTime();
      double memory = 0;
      long most = 0;
      JsonObject tasks = tasks(manager);
      while (going(tasks, "pending") + going(tasks, "running") > 0) {
        memory = Math.max(memory, runner.residentMib());
        most = Math.max(most, going(tasks, "running"));
        Thread.sleep(LOOK_MILLIS);
        tasks = tasks(manager);
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (going(tasks, "completed") != TASKS) {
        throw new IOException("not all were completed: " + tasks.encodePrettily());
      }
      System.out.printf(
          Locale.ROOT,
          "| %d | %s | %.1f | %.2f | %d | %.0f |%n",
          slots,
          budget,
          seconds,
          alone == 0 ? 1 : seconds / alone,
          most,
          memory);
      return seconds;
    }
  }

  private void awaitReady(String manager) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        send(request(manager, "/api/health"));
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new IOException(
              "not started: " + Files.readString(folder.resolve("runner.txt")), e);
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  private void submit(String manager, int number) throws Exception {
    JsonObject task =
        new JsonObject()
            .put("etab_name", "bench")
            .put("app_name", "bench")
            .put("task_type", "encoding")
            .put("source_url", site.url() + "/" + DemoSite.VIDEO)
            .put("parameters", new JsonObject().put("video_id", "" + number))
            .put("notify_url", "");
    send(
        request(manager, "/task/execute")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(task.encode())));
  }

  private JsonObject tasks(String manager) throws IOException, InterruptedException {
    return send(request(manager, "/task/list"));
  }

  private static long going(JsonObject tasks, String status) {
    return tasks.fieldNames().stream()
        .filter(id -> tasks.getJsonObject(id).getString("status").equals(status))
        .count();
  }

  private static HttpRequest.Builder request(String manager, String path) {
    return HttpRequest.newBuilder(URI.create(manager + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + TOKEN);
  }

  private JsonObject send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return new JsonObject(answer.body());
  }
}
