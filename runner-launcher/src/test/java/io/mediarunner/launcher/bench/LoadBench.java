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
  private static final Duration LIMIT = Duration.ofMinutes(9);
  private static final long LOOK_MILLIS = 200;

  private final Path home = Path.of(System.getProperty("runner.home")).toAbsolutePath();
  private final Path folder;
  private final DemoSite site;

  private LoadBench(Vertx vertx, Path folder) throws Exception {
    this.folder = folder;
    this.site = Waiting.on(new DemoSite(vertx, folder).listen(), LIMIT);
  }

  /**
   * @param args the number of slots (default: 4), and the length of the video in seconds (default:
   *     20)
   */
  public static void main(String[] args) throws Exception {
    int slots = args.length > 0 ? Integer.parseInt(args[0]) : 4;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : SECONDS;
    Path folder = Files.createTempDirectory("media-runner-bench-");
    Vertx vertx = Vertx.vertx();
    try {
      TestRunner.video(folder.resolve(DemoSite.VIDEO), seconds);
      LoadBench bench = new LoadBench(vertx, folder);
      System.out.printf(
          Locale.ROOT,
          "%d encodes of %d s of video, %d processors, %.1f GiB of memory%n%n",
          TASKS,
          seconds,
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
    StandaloneClient client = new StandaloneClient(port);
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
                Map.entry("APPLICATION_TOKENS", "bench=" + StandaloneClient.TOKEN),
                Map.entry("ADMISSION_BY_RESOURCES", budget),
                Map.entry("STORAGE_DIR", folder.resolve("storage").toString()),
                Map.entry("LOG_DIR", folder.resolve("logs").toString()),
                Map.entry("CACHE_DIR", folder.resolve("cache").toString())),
            folder)) {
      client.awaitReady(folder.resolve("runner.txt"));
      for (int i = 0; i < TASKS; i++) {
        client.submit(site.url() + "/" + DemoSite.VIDEO, i);
      }
      long begin = System.nanoTime();
      double memory = 0;
      long most = 0;
      JsonObject tasks = client.tasks();
      while (StandaloneClient.count(tasks, "pending") + StandaloneClient.count(tasks, "running")
          > 0) {
        memory = Math.max(memory, runner.residentMib());
        most = Math.max(most, StandaloneClient.count(tasks, "running"));
        Thread.sleep(LOOK_MILLIS);
        tasks = client.tasks();
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (StandaloneClient.count(tasks, "completed") != TASKS) {
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
}
