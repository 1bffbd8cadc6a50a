package io.mediarunner.launcher.bench;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.workspace.Workspace;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.launcher.demo.DemoVideo;
import io.mediarunner.launcher.os.FreePorts;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Startup time, memory and response times of a runner with four instances. Each figure is a median
 * with its spread, taken in one run; next to the target and the reference's figure.
 */
public final class FootprintBench {
  private static final int STARTS = 7;
  private static final int LOADS = 3;
  private static final int POSTS = 300;
  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final Duration REST = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String TOKEN = "bench-token";

  private final Path home = Path.of(System.getProperty("runner.home")).toAbsolutePath();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Path folder;
  private final ManagerDouble manager;
  private final DemoSite site;
  private final int port;

  private FootprintBench(Vertx vertx, Path folder) throws Exception {
    this.folder = folder;
    this.manager = Waiting.on(new ManagerDouble(vertx, TOKEN, "1.7.1").listen(0), LIMIT);
    this.site = Waiting.on(new DemoSite(vertx, folder).listen(), LIMIT);
    this.port = FreePorts.inARow(4);
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("media-runner-bench-");
    Vertx vertx = Vertx.vertx();
    try {
      new FootprintBench(vertx, folder).run();
    } finally {
      Waiting.on(vertx.close(), LIMIT);
      Workspace.deleteTree(folder);
    }
  }

  private void run() throws Exception {
    Samples start = new Samples();
    Samples memory = new Samples();
    startOnce().close(); // warms the disk cache
    for (int i = 0; i < STARTS; i++) {
      long begin = System.nanoTime();
      try (RunnerProcess runner = startOnce()) {
        start.add((System.nanoTime() - begin) / 1e9);
        Thread.sleep(SETTLE.toMillis());
        memory.add(runner.residentMib());
      }
    }
    Samples rate = new Samples();
    Samples p99 = new Samples();
    Samples posts = new Samples();
    Samples busyP99 = new Samples();
    RunnerProcess loaded = startOnce();
    try {
      wrk(16); // warms the compiler
      for (int i = 0; i < LOADS; i++) {
        WrkReport report = wrk(16);
        rate.add(report.requestsPerSecond());
        p99.add(report.p99Millis());
      }
      posts(posts);
      encodeMeanwhile(busyP99);
    } finally {
      loaded.close();
    }
    System.out.printf(
        Locale.ROOT,
        "%-48s %-26s %-12s %s%n",
        "measure, four instances",
        "ours: median (min – max)",
        "target",
        "reference");
    row(
        "start until all instances are registered and responding, s",
        start.text("%.2f"),
        "≤ 2.5",
        "2.2");
    row("memory of all processes, idle, MiB", memory.text("%.0f"), "≤ 220", "370");
    row("GET /runner/ping, 16 connections, req/s", rate.text("%.0f"), "≥ 12,000", "4,800");
    row("  99th percentile of these, ms", p99.text("%.2f"), "≤ 5", "7");
    row("  99th percentile while a task encodes, ms", busyP99.text("%.2f"), "≤ 20", "18 to 134");
    row("POST /task/run until the response, journal on disk, ms", posts.text("%.2f"), "≤ 5", "5.7");
  }

  private static void row(String measure, String ours, String target, String reference) {
    System.out.printf(Locale.ROOT, "%-48s %-26s %-12s %s%n", measure, ours, target, reference);
  }

  /** Starts a runner and waits until all four instances are registered and answer. */
  private RunnerProcess startOnce() throws Exception {
    manager.forgetRunners();
    RunnerProcess runner =
        new RunnerProcess(
            home,
            Map.of(
                "RUNNER_HOST",
                "127.0.0.1",
                "RUNNER_BASE_NAME",
                "bench",
                "RUNNER_BASE_PORT",
                "" + port,
                "RUNNER_TASK_TYPES",
                "[4x(encoding,studio,transcription)]",
                "RUNNER_TOKEN",
                TOKEN,
                "MANAGER_URL",
                manager.url().toString(),
                "STORAGE_DIR",
                folder.resolve("storage").toString(),
                "LOG_DIR",
                folder.resolve("logs").toString(),
                "CACHE_DIR",
                folder.resolve("cache").toString()),
            folder);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    for (int i = 0; i < 4; i++) {
      while (!ready(i)) {
        if (System.nanoTime() > deadline) {
          runner.close();
          throw new IOException(
              "the runner did not start: " + Files.readString(folder.resolve("runner.txt")));
        }
        Thread.sleep(5);
      }
    }
    return runner;
  }

  private boolean ready(int instance) throws InterruptedException {
    if (manager.runners().size() < 4) {
      return false;
    }
    try {
      return ping(instance).getBoolean("registered");
    } catch (IOException e) {
      return false;
    }
  }

  private JsonObject ping(int instance) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + (port + instance) + "/runner/ping");
    return new JsonObject(
        client
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
            .body());
  }

  private WrkReport wrk(int connections) throws Exception {
    String text =
        output(
            List.of(
                "wrk",
                "-t1", // a second one would fight the runner for its core
                "-c" + connections,
                "-d5s",
                "--latency",
                "http://127.0.0.1:" + port + "/runner/ping"));
    WrkReport report = WrkReport.parse(text);
    if (report.failures() > 0) {
      throw new IOException("requests failed: " + text);
    }
    return report;
  }

  /** Tasks with an unknown parameter: journaled like any other, and over at once. */
  private void posts(Samples posts) throws Exception {
    String runner =
        manager.runners().stream()
            .filter(known -> known.url().endsWith(":" + port))
            .findFirst()
            .orElseThrow()
            .id();
    for (int i = 0; i < POSTS; i++) {
      manager.adopt("bench-" + i, runner);
      String body =
          new JsonObject()
              .put("task_id", "bench-" + i)
              .put("etab_name", "bench")
              .put("app_name", "bench")
              .put("task_type", "encoding")
              .put("source_url", site.url() + "/none.mp4")
              .put("parameters", new JsonObject().put("colour", "blue"))
              .put("notify_url", "http://127.0.0.1/notify")
              .put("completion_callback", manager.url() + "/task/completion")
              .encode();
      double millis = post(body);
      if (i >= POSTS / 3) { // the first ones warm the compiler
        posts.add(millis);
      }
      while (!ping(0).getBoolean("available") || manager.completions().size() <= i) {
        Thread.sleep(1);
      }
      Thread.sleep(REST.toMillis()); // its completion is struck off the journal
    }
  }

  /** Over a bare socket, as the time of a client library is not the runner's. */
  private double post(String body) throws IOException {
    String request =
        "POST /task/run HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n"
            + String.format(
                Locale.ROOT,
                "Content-Type: application/json\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s",
                TOKEN,
                body.length(),
                body);
    long begin = System.nanoTime();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      double millis = (System.nanoTime() - begin) / 1e6;
      if (!answer.startsWith("HTTP/1.1 200 ")) {
        throw new IOException("POST /task/run returned " + answer);
      }
      return millis;
    }
  }

  private void encodeMeanwhile(Samples busyP99) throws Exception {
    FfmpegTools system =
        new FfmpegTools(Path.of("ffmpeg"), Path.of("ffprobe"), "system", "system", Map.of());
    DemoVideo.make(system, new JdkProcessRunner(), folder.resolve(DemoSite.VIDEO), 60);
    Waiting.on(
        manager.execute("encoding", site.url() + "/" + DemoSite.VIDEO, new JsonObject()), LIMIT);
    Thread.sleep(SETTLE.toMillis());
    int busy = 0;
    for (int i = 0; i < LOADS; i++) {
      busyP99.add(wrk(16).p99Millis());
      busy += anyBusy() ? 1 : 0;
    }
    if (busy < LOADS) {
      throw new IOException("the encode finished before the measurement");
    }
  }

  private boolean anyBusy() throws Exception {
    for (int i = 0; i < 4; i++) {
      if (!ping(i).getBoolean("available")) {
        return true;
      }
    }
    return false;
  }

  private String output(List<String> command) throws Exception {
    Path toolLog = folder.resolve("said.txt");
    Files.deleteIfExists(toolLog);
    new JdkProcessRunner()
        .start(
            new ProcessSpec(
                command, folder, Map.of(), toolLog, toolLog, LIMIT, Duration.ofSeconds(2), 0))
        .exit()
        .toCompletableFuture()
        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    return Files.readString(toolLog);
  }
}
