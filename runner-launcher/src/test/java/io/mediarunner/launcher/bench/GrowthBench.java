package io.mediarunner.launcher.bench;

import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.workspace.Workspace;
import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.launcher.os.FreePorts;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What grows with the number of tasks in the journal, and with the length of a recording. Times are
 * medians, with the maximum in brackets; heap is the old generation after a full collection.
 */
public final class GrowthBench {
  private static final List<Integer> ROWS = List.of(0, 10_000, 100_000);
  private static final int QUERIES = 60;
  private static final int STARTS = 3;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final String SENTENCE = "today we study the history of music";
  private static final String TOKEN = "bench-token-of-growth";
  private static final Pattern HEAP =
      Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\",id=\"Tenured Gen\"} (\\S+)$");

  private final Path home = Path.of(System.getProperty("runner.home")).toAbsolutePath();
  private final HttpClient http = HttpClient.newHttpClient();
  private final JdkProcessRunner processes = new JdkProcessRunner();
  private final Path folder;
  private final ManagerDouble manager;
  private final DemoSite site;
  private final int port;
  private final int dashboard;
  private double started;

  private GrowthBench(Vertx vertx, Path folder) throws Exception {
    this.folder = folder;
    this.manager = Waiting.on(new ManagerDouble(vertx, TOKEN, "1.7.1").listen(0), LIMIT);
    this.site = Waiting.on(new DemoSite(vertx, folder).listen(), LIMIT);
    this.port = FreePorts.inARow(1);
    this.dashboard = FreePorts.inARow(1);
  }

  /**
   * @param args {@code --hours} with the lengths of the recordings that are encoded, and {@code
   *     --speech} with those that are transcribed, comma-separated (defaults: 1,6 and 1,2); 0 for
   *     none
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("media-runner-bench-");
    Vertx vertx = Vertx.vertx();
    try {
      GrowthBench bench = new GrowthBench(vertx, folder);
      bench.journal();
      System.out.println();
      System.out.println("| task | length, h | took, s | most heap, MiB |");
      System.out.println("|---|--:|--:|--:|");
      for (int hours : hours(args, "--hours", "1,6")) {
        bench.encode(hours);
      }
      for (int hours : hours(args, "--speech", "1,2")) {
        bench.transcribe(hours);
      }
    } finally {
      Waiting.on(vertx.close(), LIMIT);
      Workspace.deleteTree(folder);
    }
  }

  private static List<Integer> hours(String[] args, String option, String otherwise) {
    int at = Arrays.asList(args).indexOf(option);
    String given = at >= 0 && at + 1 < args.length ? args[at + 1] : otherwise;
    return Arrays.stream(given.split(",", -1))
        .map(Integer::parseInt)
        .filter(hours -> hours > 0)
        .toList();
  }

  private void journal() throws Exception {
    System.out.println(
        "| ended tasks | start, s | ping, ms | page | failed only | search, no hit | one hit |"
            + " hits in all | accept, ms | heap, MiB | file, MiB |");
    System.out.println("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    int have = 0;
    for (int rows : ROWS) {
      Files.createDirectories(storage());
      fill(have, rows);
      have = rows;
      Samples start = new Samples();
      for (int i = 1; i < STARTS; i++) {
        long begin = System.nanoTime();
        start().close();
        start.add(lastStart(begin));
      }
      long begin = System.nanoTime();
      try (RunnerProcess runner = start()) {
        start.add(lastStart(begin));
        List<String> cells = new ArrayList<>(List.of("" + rows, start.text("%.2f")));
        for (String path :
            List.of(
                "/runner/ping",
                "/runner/tasks?limit=50",
                "/runner/tasks?limit=50&state=failed",
                "/runner/tasks?limit=50&text=nosuchtitle",
                "/runner/tasks?limit=50&text=number%20" + (rows / 2) + "%21",
                "/runner/tasks?limit=50&text=lecture")) {
          cells.add(median(path));
        }
        cells.add(accept());
        cells.add(String.format(Locale.ROOT, "%.1f", heap(runner)));
        cells.add(
            String.format(
                Locale.ROOT, "%.0f", Files.size(storage().resolve("runner.db")) / 1048576.0));
        System.out.println("| " + String.join(" | ", cells) + " |");
      }
    }
  }

  private double lastStart(long begin) {
    return started - begin / 1e9;
  }

  /** A synthetic recording of some hours, encoded; the heap is looked at all the while. */
  private void encode(int hours) throws Exception {
    run(
        List.of(
            ("ffmpeg -nostdin -v error -y -f lavfi -i testsrc2=s=160x90:r=2:d=" + hours * 3600)
                .split(" ")),
        List.of(
            ("-f lavfi -i sine=f=440:r=16000:d="
                    + hours * 3600
                    + " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 20 -c:a aac -ac 1 "
                    + folder.resolve(DemoSite.VIDEO))
                .split(" ")));
    measure("encoding", hours, new JsonObject());
  }

  /** A sentence every twenty seconds. */
  private void transcribe(int hours) throws Exception {
    Path fixtures = home.resolve("runner-core/src/test/resources/speech");
    Files.createDirectories(models());
    Files.copy(
        fixtures.resolve("ggml-fixture-en-fr.bin"),
        models().resolve("ggml-small.bin"),
        StandardCopyOption.REPLACE_EXISTING);
    Path sentence = folder.resolve("sentence.wav");
    run("espeak-ng", "-v", "en-gb", "-s", "150", "-w", sentence.toString(), SENTENCE);
    Path padded = folder.resolve("padded.wav");
    run(
        ("ffmpeg -nostdin -v error -y -i " + sentence + " -af apad -t 20 -ar 16000 " + padded)
            .split(" "));
    run(
        ("ffmpeg -nostdin -v error -y -stream_loop -1 -i "
                + padded
                + " -t "
                + hours * 3600
                + " -c:a flac -f matroska "
                + folder.resolve(DemoSite.VIDEO))
            .split(" "));
    measure("transcription", hours, new JsonObject().put("format", "vtt").put("language", "en"));
  }

  private void measure(String type, int hours, JsonObject parameters) throws Exception {
    Workspace.deleteTree(storage());
    Files.createDirectories(storage());
    try (RunnerProcess runner = start(type)) {
      long begin = System.nanoTime();
      String task =
          Waiting.on(
              manager.executeWhenFree(type, site.url() + "/" + DemoSite.VIDEO, parameters, LIMIT),
              LIMIT);
      double most = 0;
      while (!manager.completion(task).isComplete()) {
        Thread.sleep(LOOK.toMillis());
        most = Math.max(most, heap(runner));
      }
      ManagerDouble.Completion end = manager.completion(task).result();
      if (!end.status().equals("completed")) {
        throw new IOException(type + " of " + hours + " h: " + end.errorMessage());
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %.0f | %.1f |%n",
          type,
          hours,
          (System.nanoTime() - begin) / 1e9,
          most);
    }
  }

  private void run(List<String> begin, List<String> end) throws Exception {
    List<String> command = new ArrayList<>(begin);
    command.addAll(end);
    run(command.toArray(String[]::new));
  }

  private void run(String... command) throws Exception {
    Path toolLog = folder.resolve("made.txt");
    ProcessExit exit =
        processes
            .start(
                new ProcessSpec(
                    List.of(command),
                    folder,
                    Map.of(),
                    toolLog,
                    toolLog,
                    Duration.ofMinutes(30),
                    Duration.ofSeconds(2),
                    0))
            .exit()
            .toCompletableFuture()
            .join();
    if (!(exit instanceof ProcessExit.Done)) {
      throw new IOException(exit + ": " + Files.readString(toolLog));
    }
  }

  private Path storage() {
    return folder.resolve("storage");
  }

  private Path models() {
    return folder.resolve("models");
  }

  private RunnerProcess start() throws Exception {
    return start("encoding");
  }

  private RunnerProcess start(String type) throws Exception {
    RunnerProcess runner =
        new RunnerProcess(
            home,
            Map.ofEntries(
                Map.entry("RUNNER_HOST", "127.0.0.1"),
                Map.entry("RUNNER_BASE_PORT", "" + port),
                Map.entry("RUNNER_TASK_TYPES", "[1x(" + type + ")]"),
                Map.entry("RUNNER_TOKEN", TOKEN),
                Map.entry("RUNNER_DASHBOARD_PORT", "" + dashboard),
                Map.entry("DASHBOARD_TOKEN", TOKEN),
                Map.entry("MANAGER_URL", manager.url().toString()),
                Map.entry("ENCODING_PRESET", "ultrafast"),
                Map.entry("WHISPER_MODELS_DIR", models().toString()),
                Map.entry("STORAGE_DIR", storage().toString()),
                Map.entry("LOG_DIR", folder.resolve("logs").toString()),
                Map.entry("CACHE_DIR", folder.resolve("cache").toString())),
            folder);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!answers()) {
      if (System.nanoTime() > deadline) {
        runner.close();
        throw new IOException("not started: " + Files.readString(folder.resolve("runner.txt")));
      }
      Thread.sleep(20);
    }
    started = System.nanoTime() / 1e9;
    return runner;
  }

  private boolean answers() throws InterruptedException {
    try {
      return get("/runner/ping").statusCode() == 200;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  /** Straight into the tables, in one transaction; triggers index each task. */
  private void fill(int from, int to) throws SQLException {
    TaskStore.open(storage().resolve("runner.db")).close();
    Instant now = Instant.now();
    try (Connection journal =
        DriverManager.getConnection("jdbc:sqlite:" + storage().resolve("runner.db"))) {
      journal.setAutoCommit(false);
      try (PreparedStatement insert =
          journal.prepareStatement(
              "INSERT INTO task (task_id, request, task_type, instance, attempt, state,"
                  + " failure_code, failure_message, accepted_at, started_at, ended_at)"
                  + " VALUES (?, ?, 'encoding', 0, 1, ?, ?, ?, ?, ?, ?)")) {
        for (int i = from; i < to; i++) {
          String id = "history-" + i;
          boolean failed = i % 1000 == 7;
          long at = now.minus(Duration.ofMinutes(ROWS.get(ROWS.size() - 1) - i)).toEpochMilli();
          insert.setString(1, id);
          insert.setString(
              2,
              new JsonObject()
                  .put("task_id", id)
                  .put("etab_name", "University")
                  .put("app_name", "Pod")
                  .put("app_version", "4.0")
                  .put("task_type", "encoding")
                  .put("source_url", "https://pod.example.org/media/videos/" + id + "/source.mp4")
                  .put(
                      "parameters",
                      new JsonObject()
                          .put("video_title", "Lecture number " + i + "!")
                          .put("rendition", "{\"360\": null, \"720\": null}"))
                  .put("notify_url", "https://pod.example.org/runner/notify")
                  .put("completion_callback", "http://127.0.0.1/task/completion")
                  .encode());
          insert.setString(3, failed ? "FAILED" : "SUCCEEDED");
          insert.setString(4, failed ? "SOURCE_NOT_FOUND" : null);
          insert.setString(5, failed ? "not found" : null);
          insert.setLong(6, at);
          insert.setLong(7, at);
          insert.setLong(8, at + 60_000);
          insert.addBatch();
        }
        insert.executeBatch();
      }
      journal.commit();
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("X-API-Token", TOKEN)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Of the second half; the first warms the compiler. */
  private String median(String path) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < QUERIES; i++) {
      long begin = System.nanoTime();
      HttpResponse<String> answer = get(path);
      if (answer.statusCode() != 200) {
        throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
      }
      if (i >= QUERIES / 2) {
        millis.add((System.nanoTime() - begin) / 1e6);
      }
    }
    return shown(millis);
  }

  /** From the request to the answer that a task is in the journal; the tasks fail at once. */
  private String accept() throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < QUERIES / 2; i++) {
      JsonObject body =
          new JsonObject()
              .put("task_id", "accept-" + System.nanoTime())
              .put("etab_name", "University")
              .put("app_name", "Pod")
              .put("task_type", "encoding")
              .put("source_url", "ftp://pod.example.org/none.mp4")
              .put("parameters", new JsonObject().put("unknown", "x"))
              .put("notify_url", "");
      long deadline = System.nanoTime() + LIMIT.toNanos();
      long begin;
      int status;
      do {
        begin = System.nanoTime();
        status =
            http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/task/run"))
                        .header("X-API-Token", TOKEN)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .statusCode();
      } while (status != 200 && System.nanoTime() < deadline);
      millis.add((System.nanoTime() - begin) / 1e6);
    }
    return shown(millis);
  }

  private static String shown(List<Double> millis) {
    double[] sorted = millis.stream().mapToDouble(one -> one).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%.1f (%.1f)",
        Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElse(Double.NaN),
        Collections.max(millis));
  }

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
