package io.mediarunner.launcher.bench;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.workspace.Workspace;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.launcher.demo.DemoVideo;
import io.mediarunner.launcher.os.FreePorts;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cost of fifty dashboard viewers during an encode, the latency of events, and the cost of a
 * hundred thousand tasks in the history. One run; figures are printed next to their targets.
 */
public final class DashboardBench {
  private static final int VIEWERS = 50;
  private static final int HISTORY = 100_000;
  private static final int FAILED_EVERY = 33;
  private static final int QUERIES = 60;
  private static final Map<String, String> SEARCHES = searches();
  private static final int VIDEO_SECONDS = 120;
  private static final Duration WARM = Duration.ofSeconds(5);
  private static final Duration WINDOW = Duration.ofSeconds(12);
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String TOKEN = "bench-token-of-the-dashboard";
  private static final Pattern HEAP =
      Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\",id=\"Tenured Gen\"} (\\S+)$");

  private final Path home = Path.of(System.getProperty("runner.home")).toAbsolutePath();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ConcurrentLinkedQueue<Long> delays = new ConcurrentLinkedQueue<>();
  private final Vertx vertx;
  private final Path folder;
  private final ManagerDouble manager;
  private final DemoSite site;
  private final int port;
  private final int dashboard;

  private DashboardBench(Vertx vertx, Path folder) throws Exception {
    this.vertx = vertx;
    this.folder = folder;
    this.manager = Waiting.on(new ManagerDouble(vertx, TOKEN, "1.7.1").listen(0), LIMIT);
    this.site = Waiting.on(new DemoSite(vertx, folder).listen(), LIMIT);
    this.port = FreePorts.inARow(1);
    this.dashboard = FreePorts.inARow(1);
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("media-runner-bench-");
    Vertx vertx = Vertx.vertx();
    try {
      new DashboardBench(vertx, folder).run();
    } finally {
      Waiting.on(vertx.close(), LIMIT);
      Workspace.deleteTree(folder);
    }
  }

  private void run() throws Exception {
    DemoVideo.make(
        new FfmpegTools(Path.of("ffmpeg"), Path.of("ffprobe"), "", "PATH", Map.of()),
        new JdkProcessRunner(),
        folder.resolve(DemoSite.VIDEO),
        VIDEO_SECONDS);
    Files.createDirectories(folder.resolve("storage"));
    double heapEmpty;
    double alone;
    double watched;
    try (RunnerProcess runner = start()) {
      heapEmpty = heap(runner);
      encode();
      Thread.sleep(WARM.toMillis());
      alone = cpuShare(runner);
      String cookie = login();
      List<WebSocket> viewers = new ArrayList<>();
      WebSocketClient sockets =
          vertx.createWebSocketClient(
              new WebSocketClientOptions().setMaxConnections(VIEWERS).setMaxFrameSize(1 << 20));
      for (int i = 0; i < VIEWERS; i++) {
        viewers.add(view(sockets, cookie));
      }
      Thread.sleep(WARM.toMillis());
      delays.clear();
      watched = cpuShare(runner);
      viewers.forEach(WebSocket::close);
    }
    long blocked = blockedWarnings();
    fill();
    double heapFull;
    Samples first = new Samples();
    Map<String, Samples> searches = new LinkedHashMap<>();
    SEARCHES.keySet().forEach(name -> searches.put(name, new Samples()));
    start().close(); // creates its indexes
    long begin = System.nanoTime();
    double startSeconds;
    try (RunnerProcess runner = start()) {
      startSeconds = (System.nanoTime() - begin) / 1e9;
      for (int i = 0; i < QUERIES; i++) { // the first half warms the compiler
        double one = query("/runner/tasks?limit=50");
        if (i >= QUERIES / 2) {
          first.add(one);
        }
        for (Map.Entry<String, String> search : SEARCHES.entrySet()) {
          double took = query("/runner/tasks?limit=50&" + search.getValue());
          if (i >= QUERIES / 2) {
            searches.get(search.getKey()).add(took);
          }
        }
      }
      heapFull = heap(runner);
    }
    System.out.printf(Locale.ROOT, "%-60s %-28s %s%n", "measure", "ours", "target");
    row(
        "50 connections during an encode, additional % of a core",
        "%.1f", 100 * (watched - alone), "≤ 2");
    row(
        "event to page, 95th percentile, ms, " + delays.size() + " messages",
        "%.0f",
        p95(),
        "≤ 300");
    row("blocked event loop warnings", "%.0f", (double) blocked, "0");
    System.out.printf(
        Locale.ROOT,
        "%-60s %-28s %s%n",
        "first page of 100,000 tasks, ms: median (min – max)",
        first.text("%.1f"),
        "≤ 20");
    searches.forEach(
        (name, times) ->
            System.out.printf(
                Locale.ROOT, "%-60s %-28s %s%n", name + ", ms", times.text("%.1f"), "≤ 50"));
    row("start with 100,000 tasks until registered, s", "%.2f", startSeconds, "≤ 2.5");
    row("heap after garbage collection, empty history, MiB", "%.1f", heapEmpty, "");
    row("heap after garbage collection, 100,000 tasks, MiB", "%.1f", heapFull, "the same");
  }

  private static void row(String measure, String format, double value, String target) {
    System.out.printf(
        Locale.ROOT,
        "%-60s %-28s %s%n",
        measure,
        String.format(Locale.ROOT, format, value),
        target);
  }

  private RunnerProcess start() throws Exception {
    manager.forgetRunners();
    RunnerProcess runner =
        new RunnerProcess(
            home,
            Map.of(
                "RUNNER_HOST",
                "127.0.0.1",
                "RUNNER_BASE_PORT",
                "" + port,
                "RUNNER_TASK_TYPES",
                "[1x(encoding)]",
                "RUNNER_TOKEN",
                TOKEN,
                "RUNNER_DASHBOARD_PORT",
                "" + dashboard,
                "DASHBOARD_TOKEN",
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
    while (manager.runners().isEmpty()) {
      if (System.nanoTime() > deadline) {
        runner.close();
        throw new IOException("not started: " + Files.readString(folder.resolve("runner.txt")));
      }
      Thread.sleep(20);
    }
    return runner;
  }

  private void encode() throws Exception {
    Waiting.on(
        manager.executeWhenFree(
            "encoding",
            site.url() + "/" + DemoSite.VIDEO,
            new JsonObject().put("video_title", "bench"),
            LIMIT),
        LIMIT);
  }

  /** Share of one core that the runner itself uses, its media programs aside. */
  private double cpuShare(RunnerProcess runner) throws InterruptedException {
    Duration before = runner.cpu();
    long begin = System.nanoTime();
    Thread.sleep(WINDOW.toMillis());
    return runner.cpu().minus(before).toNanos() / (double) (System.nanoTime() - begin);
  }

  private String login() throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dashboard + "/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + TOKEN))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
  }

  private WebSocket view(WebSocketClient sockets, String cookie) throws Exception {
    WebSocket socket =
        Waiting.on(
            sockets.connect(
                new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(dashboard)
                    .setURI("/live/websocket")
                    .putHeader("Cookie", cookie)),
            LIMIT);
    socket.handler(this::heard);
    socket.writeTextMessage("{\"type\":\"register\",\"address\":\"dashboard.events\"}");
    return socket;
  }

  private void heard(Buffer message) {
    JsonObject body = new JsonObject(message).getJsonObject("body");
    delays.add(System.currentTimeMillis() - body.getLong("now"));
  }

  private double p95() {
    List<Long> sorted = delays.stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get((int) (sorted.size() * 0.95));
  }

  private long blockedWarnings() throws IOException {
    try (var lines = Files.lines(folder.resolve("runner.txt"))) {
      return lines.filter(line -> line.contains("BlockedThreadChecker")).count();
    }
  }

  private static Map<String, String> searches() {
    Map<String, String> searches = new LinkedHashMap<>();
    searches.put("search without a hit", "text=nosuchtitle");
    searches.put("search with many hits", "text=Lecture");
    searches.put("search with many hits, failed only", "text=Lecture&state=failed");
    searches.put("search with many hits, timed out only", "text=Lecture&state=timeout");
    searches.put("search for two letters", "text=Le");
    searches.put("search for two letters without a hit", "text=zq");
    return searches;
  }

  /** The tasks as the journal would have them, in one transaction. */
  private void fill() throws Exception {
    Path file = folder.resolve("storage/runner.db");
    long now = System.currentTimeMillis();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement row =
            connection.prepareStatement(
                "INSERT INTO task (task_id, request, task_type, instance, attempt, state,"
                    + " accepted_at, started_at, ended_at, source_host, failure_code, cause)"
                    + " VALUES (?, ?, 'encoding', 0, 1, ?, ?, ?, ?, 'pod.example.org', ?, ?)")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < HISTORY; i++) {
        boolean failed = i % FAILED_EVERY == 0;
        long begin = now - Duration.ofSeconds(5L * (HISTORY - i)).toMillis();
        row.setString(1, "history-" + i);
        row.setString(2, request("history-" + i, "Lecture number " + i));
        row.setString(3, failed ? "FAILED" : "SUCCEEDED");
        row.setLong(4, begin);
        row.setLong(5, begin + 1_000);
        row.setLong(6, begin + 60_000);
        row.setString(7, failed ? "SOURCE_NOT_FOUND" : null);
        row.setString(8, failed ? "SOURCE_NOT_FOUND@pod.example.org" : null);
        row.executeUpdate();
      }
      connection.commit();
    }
  }

  private static String request(String id, String title) {
    return new JsonObject()
        .put("etab_name", "University")
        .put("app_name", "Pod")
        .put("task_type", "encoding")
        .put("source_url", "https://pod.example.org/media/videos/" + id + "/source.mp4")
        .put(
            "parameters",
            new JsonObject()
                .put("video_title", title)
                .put("rendition", "{\"360\": null, \"720\": null}"))
        .put("notify_url", "https://pod.example.org/runner/notify")
        .encode();
  }

  private double query(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("X-API-Token", TOKEN)
            .build();
    long begin = System.nanoTime();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + answer.statusCode());
    }
    return (System.nanoTime() - begin) / 1e6;
  }

  /** What has survived: the old generation after a full collection. */
  private double heap(RunnerProcess runner) throws Exception {
    runner.collectGarbage(folder);
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dashboard + "/metrics"))
                .header("Authorization", "Bearer " + TOKEN)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    Matcher used = HEAP.matcher(answer.body());
    if (!used.find()) {
      throw new IOException("no heap metric found");
    }
    return Double.parseDouble(used.group(1)) / (1 << 20);
  }
}
