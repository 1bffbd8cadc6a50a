package io.mediarunner.launcher.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.parse.RunnerConfigParser;
import io.mediarunner.launcher.Browser;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.RunnerApp;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.os.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The client API of the Manager, row by row, as recorded conversations show it: a standalone runner
 * with real sockets, real ffmpeg and one slot.
 */
@Tag("security")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientApiIT {
  private static final String POD = "pod-application-token-1";
  private static final String OTHER = "other-application-token";
  private static final String WATCH = "watch-application-token";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Vertx vertx = VertxFactory.create();
  private Platform platform;
  private RunnerApp app;
  private String url;
  private Client pod;
  private int dashboard;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    platform = Platform.open(vertx, TestRunner.video(folder.resolve("lecture.mp4"), 2));
    Map<String, String> settings = TestRunner.settings(folder, "[1x(encoding)]", 1);
    int port = FreePorts.inARow(1);
    settings.put("STANDALONE_PORT", "" + port);
    settings.put("RUNNER_TOKEN", TestRunner.TOKEN);
    settings.put("QUEUE_MAX_TASKS", "3");
    dashboard = FreePorts.inARow(1);
    settings.put("RUNNER_DASHBOARD_PORT", "" + dashboard);
    settings.put("DASHBOARD_TOKEN", TestRunner.TOKEN);
    settings.put(
        "APPLICATION_TOKENS", "pod=" + POD + ",other=" + OTHER + ",watch/read+all=" + WATCH);
    RunnerConfig config = RunnerConfigParser.parse(settings, Map.of()).config().asStandalone();
    app = TestRunner.start(vertx, config);
    url = "http://127.0.0.1:" + port;
    pod = new Client(url, POD);
    pod.execute(task("/missing/first"));
    await().atMost(LIMIT).until(() -> !platform.told().isEmpty());
  }

  @AfterAll
  void close() throws Exception {
    TestRunner.wait(app.stop());
    TestRunner.wait(vertx.close());
  }

  private JsonObject task(String source) {
    return Client.task(platform.url(source), platform.url("/notify/pod"));
  }

  private List<Platform.Told> told(String id) {
    return platform.told().stream().filter(t -> t.body().contains(id)).toList();
  }

  private String ended(String id) {
    await().atMost(LIMIT).until(() -> !told(id).isEmpty());
    return new JsonObject(told(id).get(0).body()).getString("status");
  }

  private static String detail(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getString("detail");
  }

  @Test
  void takesATaskFromRequestToFiles() throws Exception {
    JsonObject wanted =
        task("/video/sample20.mp4")
            .put(
                "parameters",
                new JsonObject()
                    .put("video_id", "42")
                    .put("video_slug", "sample-20")
                    .put("video_title", "Échantillon 20 s"));

    HttpResponse<String> answer = pod.post("/task/execute", wanted.encode());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    JsonObject started = new JsonObject(answer.body());
    assertThat(started.fieldNames()).containsExactly("task_id", "status");
    assertThat(started.getString("status")).isEqualTo("running");
    String id = started.getString("task_id");
    HttpResponse<String> early = pod.get("/task/result/" + id);
    assertThat(early.statusCode()).isEqualTo(425);
    assertThat(detail(early)).isEqualTo("Task not completed. Status: running");

    assertThat(ended(id)).isEqualTo("completed");
    Platform.Told told = told(id).get(0);
    assertThat(told.authorization()).isEqualTo("Bearer " + POD);
    assertThat(told.key()).isEqualTo(id + ":1");
    assertThat(new JsonObject(told.body()).fieldNames())
        .containsExactly("task_id", "status", "error_message", "script_output");
    JsonObject status = pod.status(id);
    assertThat(status.fieldNames())
        .containsExactly(
            "task_id",
            "runner_id",
            "status",
            "etab_name",
            "app_name",
            "app_version",
            "task_type",
            "source_url",
            "affiliation",
            "parameters",
            "notify_url",
            "completion_callback",
            "run_id",
            "created_at",
            "updated_at",
            "error",
            "script_output");
    assertThat(status.getString("status")).isEqualTo("completed");
    assertThat(status.getString("runner_id")).startsWith("it-runner-127.0.0.1-");
    assertThat(status.getJsonObject("parameters")).isEqualTo(wanted.getJsonObject("parameters"));
    assertThat(new JsonObject(pod.get("/task/list").body()).getJsonObject(id)).isEqualTo(status);

    HttpResponse<String> manifest = pod.get("/task/result/" + id);
    assertThat(manifest.statusCode()).isEqualTo(200);
    assertThat(manifest.headers().firstValue("X-Task-ID")).contains(id);
    assertThat(manifest.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(manifest.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"manifest.json\"");
    JsonObject listed = new JsonObject(manifest.body());
    assertThat(listed.getString("task_id")).isEqualTo(id);
    String playlist =
        listed.getJsonArray("files").stream()
            .map(String::valueOf)
            .filter(name -> name.endsWith(".m3u8"))
            .findFirst()
            .orElseThrow();
    HttpResponse<String> file = pod.get("/task/result/" + id + "/file/" + playlist);
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.body()).startsWith("#EXTM3U");
    assertThat(file.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(file.headers().firstValue("X-Task-ID")).contains(id);
    assertThat(pod.get("/task/result/" + id + "/file/none.mp4").statusCode()).isEqualTo(404);
    for (String path : List.of("../manifest.json", "%2e%2e/manifest.json", "%2Fetc%2Fpasswd")) {
      HttpResponse<String> outside = pod.get("/task/result/" + id + "/file/" + path);
      assertThat(outside.statusCode()).as(path).isIn(400, 404);
    }
  }

  @Test
  void tellsAFailureAsItIs() throws Exception {
    String id = pod.execute(task("/missing/nosuch.mp4")).getString("task_id");

    assertThat(ended(id)).isEqualTo("failed");
    JsonObject told = new JsonObject(told(id).get(0).body());
    assertThat(told.getString("error_message")).isNotBlank();
    HttpResponse<String> result = pod.get("/task/result/" + id);
    assertThat(result.statusCode()).isEqualTo(400);
    assertThat(detail(result)).isEqualTo("Task failed: " + told.getString("error_message"));
    assertThat(pod.status(id).getString("error")).isEqualTo(told.getString("error_message"));
  }

  @Test
  void failsATaskWithAnUnknownParameterByName() throws Exception {
    String id =
        pod.execute(task("/video/x.mp4").put("parameters", new JsonObject().put("colour", "blue")))
            .getString("task_id");

    assertThat(ended(id)).isEqualTo("failed");
    assertThat(pod.status(id).getString("error"))
        .isEqualTo("Invalid parameters for task type: encoding (invalid fields: colour)");
  }

  @Test
  void stopsWhatRunsAndWhatWaits() throws Exception {
    String running = pod.execute(task("/slow/a.mp4")).getString("task_id");
    assertThat(pod.execute(task("/slow/a.mp4")).getString("task_id"))
        .as("the same request again is the same task")
        .isEqualTo(running);
    JsonObject second = pod.execute(task("/slow/b.mp4"));
    String waiting = second.getString("task_id");
    assertThat(second.getString("status")).isEqualTo("pending");

    HttpResponse<String> cancelled = pod.post("/task/stop/" + waiting, "");
    assertThat(cancelled.statusCode()).isEqualTo(202);
    assertThat(ended(waiting)).isEqualTo("failed");
    await().until(() -> pod.status(running).getString("status").equals("running"));
    HttpResponse<String> stopped = pod.post("/task/stop/" + running, "");

    assertThat(stopped.statusCode()).isEqualTo(202);
    assertThat(new JsonObject(stopped.body()))
        .isEqualTo(
            new JsonObject()
                .put("task_id", running)
                .put("status", "stop_requested")
                .put("runner_id", pod.status(running).getString("runner_id"))
                .put("runner_status_code", 202));
    assertThat(ended(running)).isEqualTo("failed");
    assertThat(detail(pod.get("/task/result/" + running)))
        .isEqualTo("Task failed: Cancelled by user.");
    HttpResponse<String> twice = pod.post("/task/stop/" + running, "");
    assertThat(twice.statusCode()).isEqualTo(409);
    assertThat(detail(twice)).isEqualTo("Task not running");
    HttpResponse<String> none = pod.post("/task/stop/00000000-0000-0000-0000-000000000000", "");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(detail(none)).isEqualTo("Task not found");
  }

  @Test
  void startsAnEndedTaskAgainUnderItsId() throws Exception {
    String id = pod.execute(task("/missing/again.mp4")).getString("task_id");
    assertThat(ended(id)).isEqualTo("failed");

    HttpResponse<String> again = pod.post("/task/restart/" + id, "");

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(again.body()).getString("task_id")).isEqualTo(id);
    await().atMost(LIMIT).until(() -> told(id).size() == 2);
    assertThat(told(id)).extracting(Platform.Told::key).containsExactly(id + ":1", id + ":2");

    String running = pod.execute(task("/slow/restart.mp4")).getString("task_id");
    HttpResponse<String> early = pod.post("/task/restart/" + running, "");
    assertThat(early.statusCode()).isEqualTo(409);
    pod.post("/task/stop/" + running, "");
    assertThat(ended(running)).isEqualTo("failed");
    assertThat(pod.post("/task/restart/unknown", "").statusCode()).isEqualTo(404);
  }

  @Test
  void queuesUpToTheLimitOfEachApplication() throws Exception {
    String blocker = pod.execute(task("/slow/blocker.mp4")).getString("task_id");
    await().until(() -> pod.status(blocker).getString("status").equals("running"));
    Set<String> waiting = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(pod.execute(task("/missing/queued-" + i)).getString("task_id"));
    }

    HttpResponse<String> full = pod.post("/task/execute", task("/missing/queued-3").encode());
    assertThat(full.statusCode()).isEqualTo(503);
    assertThat(detail(full)).isEqualTo("No runners available");
    Client other = new Client(url, OTHER);
    waiting.add(other.execute(task("/missing/queued-3")).getString("task_id"));
    try (Browser browser = new Browser();
        Page page = browser.page(1440, 900)) {
      page.navigate("http://127.0.0.1:" + dashboard + "/");
      page.fill("#token", TestRunner.TOKEN);
      page.press("#token", "Enter");
      assertThat(page.locator("#queue"))
          .containsText(
              Pattern.compile("Waiting in the queue – (other: 1, pod: 3|pod: 3, other: 1)"),
              new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));
    }

    pod.post("/task/stop/" + blocker, "");
    for (String id : waiting) {
      assertThat(ended(id)).isEqualTo("failed");
    }
  }

  @Test
  void refusesATypeThatNoRunnerOffers() throws Exception {
    HttpResponse<String> answer =
        pod.post(
            "/task/execute",
            "{\"etab_name\":\"peer\",\"app_name\":\"c\",\"task_type\":\"transcription\","
                + "\"source_url\":\"http://localhost:8090/sample20.mp4\",\"notify_url\":\"\"}");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(detail(answer)).isEqualTo("No runners available");
  }

  @Test
  void repeatsACallbackUntilItIsAccepted() throws Exception {
    platform.refuse("retried", 2);
    String id =
        pod.execute(Client.task(platform.url("/missing/told.mp4"), platform.url("/notify/retried")))
            .getString("task_id");

    await().atMost(LIMIT).until(() -> told(id).size() == 3);
    assertThat(new HashSet<>(told(id))).as("the same bytes under the same key").hasSize(1);
    await().until(() -> !pod.status(id).getString("error").contains("Notify callback warning"));
  }

  @Test
  void callsBackNoPortOfItsOwn() throws Exception {
    for (String place :
        List.of(
            url + "/manager/health",
            url.replace("127.0.0.1", "localhost"),
            "http://127.0.0.1:" + dashboard + "/",
            "http://169.254.169.254/latest/meta-data",
            "http://metadata.google.internal/")) {
      HttpResponse<String> answer =
          pod.post("/task/execute", Client.task(platform.url("/missing/own"), place).encode());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
      assertThat(answer.body()).contains("notify_url must not point to");
    }
  }

  @Test
  void saysNothingOfWhatListensAtACallbacksAddress() throws Exception {
    assertThat(warning("http://127.0.0.1:" + FreePorts.inARow(1) + "/x"))
        .isEqualTo("notify_url could not be reached");
    NetServer other =
        vertx
            .createNetServer()
            .connectHandler(socket -> socket.end(Buffer.buffer("SSH-2.0-x\r\n")));
    TestRunner.wait(other.listen(0, "127.0.0.1"));
    assertThat(warning("http://127.0.0.1:" + other.actualPort() + "/x"))
        .isEqualTo("notify_url could not be reached");
    assertThat(warning(platform.url("/missing/answer"))).matches("notify_url answered HTTP 40[45]");
  }

  private String warning(String notify) throws Exception {
    String id =
        pod.execute(Client.task(platform.url("/missing/shown"), notify)).getString("task_id");
    String mark = "Notify callback warning: ";
    await()
        .atMost(LIMIT)
        .until(() -> String.valueOf(pod.status(id).getString("error")).contains(mark));
    return pod.status(id).getString("error").split(mark, 2)[1];
  }

  @Test
  void letsEachTokenDoWhatItMay() throws Exception {
    String id = pod.execute(task("/missing/rights.mp4")).getString("task_id");
    assertThat(ended(id)).isEqualTo("failed");
    Client nobody = new Client(url, "");
    Client stranger = new Client(url, "a-token-of-nobody-here");
    Client watch = new Client(url, WATCH);

    HttpResponse<String> missing = nobody.get("/task/list");
    assertThat(missing.statusCode()).isEqualTo(401);
    assertThat(detail(missing)).isEqualTo("Missing authentication token");
    assertThat(missing.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    HttpResponse<String> wrong = stranger.post("/task/execute", "{");
    assertThat(wrong.statusCode()).as("the token comes before the body").isEqualTo(401);
    assertThat(detail(wrong)).isEqualTo("Invalid or expired token");
    assertThat(new Client(url, OTHER).get("/task/status/" + id).statusCode()).isEqualTo(404);
    assertThat(new Client(url, OTHER).get("/task/list").body()).doesNotContain(id);
    assertThat(watch.status(id).getString("task_id")).isEqualTo(id);
    assertThat(watch.post("/task/execute", task("/missing/x").encode()).statusCode())
        .isEqualTo(403);
    assertThat(watch.post("/task/stop/" + id, "").statusCode()).isEqualTo(403);
    assertThat(new Client(url, TestRunner.TOKEN).get("/task/list").statusCode()).isEqualTo(403);
    assertThat(pod.post("/task/completion", "{}").statusCode()).isEqualTo(403);
    HttpResponse<String> key =
        nobody.send(nobody.request("/task/status/" + id).header("X-API-Token", POD).GET());
    assertThat(key.statusCode()).isEqualTo(200);
    assertThat(pod.get("/api/health").body()).contains("\"status\":\"healthy\"");
  }

  static Stream<Arguments> badBodies() {
    String long1 = "x".repeat(2_000);
    return Stream.of(
        Arguments.of("", "body"),
        Arguments.of("{", "body"),
        Arguments.of("[]", "body"),
        Arguments.of("{}", "etab_name"),
        Arguments.of("{}", "notify_url"),
        Arguments.of(with("etab_name", 7), "etab_name"),
        Arguments.of(with("app_name", long1), "app_name"),
        Arguments.of(with("task_type", null), "task_type"),
        Arguments.of(with("source_url", "ftp://host/x"), "source_url"),
        Arguments.of(with("source_url", "http://"), "source_url"),
        Arguments.of(with("notify_url", "file:///etc/passwd"), "notify_url"),
        Arguments.of(with("source_url", "http://host/" + "y".repeat(9_000)), "source_url"),
        Arguments.of(with("parameters", new JsonArray()), "parameters"),
        Arguments.of(
            with("parameters", new JsonObject().put("cut", "z".repeat(300_000))), "parameters"),
        Arguments.of(with("priority", "high"), "priority"),
        Arguments.of(with("priority", 1_000), "priority"));
  }

  private static String with(String field, Object value) {
    return Client.task("http://host/x.mp4", "").put(field, value).encode();
  }

  @ParameterizedTest
  @MethodSource("badBodies")
  void namesTheFieldThatIsWrong(String body, String field) throws Exception {
    HttpResponse<String> answer = pod.post("/task/execute", body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body().length()).isLessThan(10_000);
    assertThat(new JsonObject(answer.body()).getJsonArray("detail").encode())
        .contains("\"" + field + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":NaN}", "{} {}", "{\"a\"", "{\"a\":01}"})
  void saysWhereABodyIsNoJson(String body) throws Exception {
    String answer = pod.post("/task/execute", body).body();

    assertThat(answer).contains(": line 1, column ");
    assertThat(answer).doesNotContain("Feature", "StreamRead", "token");
  }

  @Test
  void namesWhatIsWrongWithACallbacksAddress() throws Exception {
    assertThat(refusal("http://host/a\r\nb")).contains("must not contain control characters");
    assertThat(refusal("http://127.0.0.1:99999/")).contains("notify_url names a port");
    HttpClient raw = vertx.createHttpClient(); // which sends a path as it is
    Buffer broken =
        TestRunner.wait(
            raw.request(HttpMethod.GET, URI.create(url).getPort(), "127.0.0.1", "/task/status/%")
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::body));
    assertThat(broken.toJsonObject().getString("code")).isEqualTo("BAD_REQUEST");
    TestRunner.wait(raw.close());
  }

  private String refusal(String notify) throws Exception {
    HttpResponse<String> answer =
        pod.post("/task/execute", Client.task("http://host/x.mp4", notify).encode());
    assertThat(answer.statusCode()).isEqualTo(422);
    return answer.body();
  }

  @Test
  void boundsWhatItReads() throws Exception {
    assertThat(pod.post("/task/execute", " ".repeat(1_100_000)).statusCode()).isEqualTo(413);
    HttpResponse<String> deep =
        pod.post("/task/execute", "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000));
    assertThat(deep.statusCode()).isEqualTo(422);
    assertThat(pod.get("/task/nothing").statusCode()).isEqualTo(404);
    HttpResponse<String> method =
        pod.send(pod.request("/task/execute").method("PUT", HttpRequest.BodyPublishers.noBody()));
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(pod.get("/task/status/" + "a".repeat(200)).statusCode()).isEqualTo(404);
  }

  @Test
  void holdsRunnersToTheContract() throws Exception {
    Client runner = new Client(url, TestRunner.TOKEN);
    String me = "{\"id\":\"r\",\"url\":\"http://127.0.0.1:1\",\"task_types\":[]}";

    assertThat(runner.post("/runner/register", me).statusCode()).isEqualTo(400);
    assertThat(versioned(runner, "2.0", "/runner/register", me).statusCode()).isEqualTo(409);
    assertThat(versioned(runner, "1.7.9", "/runner/register", "{}").statusCode()).isEqualTo(422);
    assertThat(versioned(runner, "1.7.1", "/runner/heartbeat/none", "{}").statusCode())
        .isEqualTo(404);
    String none = "{\"task_id\":\"none\",\"status\":\"completed\"}";
    assertThat(runner.post("/task/completion", none).statusCode()).isEqualTo(404);
    assertThat(runner.post("/task/completion", none.replace("completed", "vanished")).statusCode())
        .isEqualTo(422);

    String id = pod.execute(task("/missing/twice.mp4")).getString("task_id");
    assertThat(ended(id)).isEqualTo("failed");
    HttpResponse<String> again =
        runner.post("/task/completion", none.replace("none", id)); // says something else now
    assertThat(again.body()).isEqualTo("{\"status\":\"acknowledged\"}");
    assertThat(pod.status(id).getString("status")).isEqualTo("failed");
    assertThat(told(id)).hasSize(1);
  }

  private static HttpResponse<String> versioned(
      Client runner, String version, String path, String body) throws Exception {
    return runner.send(
        runner
            .request(path)
            .header("X-Runner-Version", version)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }
}
