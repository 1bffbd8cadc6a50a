package io.mediarunner.verticles.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.ManagerState;
import io.mediarunner.core.bus.PauseInstance;
import io.mediarunner.core.bus.RetryDeliveries;
import io.mediarunner.core.bus.ShutdownRunner;
import io.mediarunner.core.config.CorsConfig;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.StorageConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.verticles.FakeTaskVerticle;
import io.mediarunner.verticles.NoBlockedThreads;
import io.mediarunner.verticles.TaskRequests;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.http.route.DiskUsage;
import io.mediarunner.verticles.store.HistoryReader;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire contract, row by row, over real sockets, a real journal and a real admission. */
@ExtendWith(NoBlockedThreads.class)
class ApiContractTest {
  private static final String TOKEN = "a-token-for-tests";
  private static final String AUTH = "X-API-Token: " + TOKEN;
  private static final String JSON = "Content-Type: application/json";
  private static final Pattern GUARDED =
      Pattern.compile("/task/.*|/runner/(pause|resume|drain|deliveries|deliveries/retry|tasks)");
  private static final CorsConfig OPEN =
      new CorsConfig(List.of("*"), false, List.of("*"), List.of("*"));

  private static Vertx contractVertx;
  private static ApiContract api;
  private static OpenAPIContract contract;

  @TempDir Path folder;
  private Path storageDir;
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private TaskStore store;
  private TaskHistory history;
  private Journal journal;
  private FakeTaskVerticle encoder;
  private RawHttp http;

  @BeforeAll
  static void loadContract() throws Exception {
    contractVertx = Vertx.vertx();
    api = await(ApiContract.load(contractVertx));
    contract = api.contract();
  }

  @AfterAll
  static void closeContract() throws Exception {
    await(contractVertx.close());
  }

  @BeforeEach
  void start() throws Exception {
    storageDir = Files.createDirectory(folder.resolve("storage"));
    store = TaskStore.open(folder.resolve("runner.db"));
    history = TaskHistory.open(folder.resolve("runner.db"));
    journal = new Journal(vertx, store, Clock.systemUTC());
    encoder = new FakeTaskVerticle(bus, journal);
    await(vertx.deployVerticle(encoder));
    http = deploy(OPEN, 0);
    register(true);
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
    history.close();
    store.close();
  }

  private RawHttp deploy(CorsConfig cors, int port) throws Exception {
    HttpVerticle verticle =
        new HttpVerticle(
            new InstanceConfig(
                0,
                "my-runner-127.0.0.1-8082",
                "127.0.0.1",
                port,
                URI.create("http://127.0.0.1:8082"),
                List.of(TaskType.ENCODING, TaskType.STUDIO)),
            new ManagerConfig(
                URI.create("http://manager.test:8081"), new Secret(TOKEN), Optional.empty()),
            new StorageConfig(
                storageDir,
                storageDir.resolve("runner_task_statuses.json"),
                Duration.ZERO,
                Duration.ofHours(24),
                0,
                folder.resolve("logs"),
                folder.resolve("cache"),
                folder.resolve("cache/whisper-models"),
                folder.resolve("cache/huggingface"),
                folder.resolve("cache/uv")),
            cors,
            api,
            journal,
            new ResultFiles(storageDir),
            bus,
            Clock.systemUTC(),
            Map.of("ffmpeg", "8.0"),
            Optional.of(new HistoryReader(vertx, history)));
    await(vertx.deployVerticle(verticle));
    return new RawHttp(verticle.port());
  }

  private void register(boolean registered) {
    bus.publish(Addresses.MANAGER_STATE, new ManagerState(0, registered, "told by the test"));
    Awaitility.await().until(() -> get("/runner/ping").getBoolean("registered").equals(registered));
  }

  // ---- section 1: HTTP basics

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/task",
        "/task/",
        "/task/run/x",
        "/task/status",
        "/task/status/",
        "/task/result/a/file",
        "/task/result/a/file/",
        "/task/status/a%2Fb",
        "/task/stop/a%2Fb",
        "//",
        "/runner//ping",
        "/runner/ping//",
        "/runner/../runner/ping",
        "/docs/nothing",
        "/static/",
        "/static/nothing.png",
        "/static/..%2Fopenapi.yaml",
        "/static/%2e%2e",
        "/RUNNER"
      })
  void anUnknownPathIsNotFound(String path) throws Exception {
    assertError(send("GET", path), 404, "Not Found", "NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%zz", "/task/status/%zz", "/task/result/a/file/100%.txt", "/docs%"})
  void aBrokenEscapeIsABadRequest(String path) throws Exception {
    assertError(send("GET", path, AUTH), 400, "Bad Request", "BAD_REQUEST");
  }

  static Stream<Arguments> wrongMethods() {
    return Stream.of(
        arguments("POST", "/", "GET"),
        arguments("HEAD", "/", "GET"),
        arguments("HEAD", "/runner/ping", "GET"),
        arguments("OPTIONS", "/runner/ping", "GET"),
        arguments("POST", "/runner/health", "GET"),
        arguments("DELETE", "/runner/status", "GET"),
        arguments("GET", "/task/run", "POST"),
        arguments("OPTIONS", "/task/run", "POST"),
        arguments("HEAD", "/task/status/a", "GET"),
        arguments("POST", "/task/status/a", "GET"),
        arguments("PUT", "/task/result/a", "GET, HEAD"),
        arguments("DELETE", "/task/result/a/file/b/c", "GET, HEAD"),
        arguments("GET", "/task/stop/a", "POST"),
        arguments("GET", "/task/delete/a", "DELETE"),
        arguments("POST", "/docs", "GET, HEAD"),
        arguments("POST", "/openapi.json", "GET, HEAD"),
        arguments("POST", "/static/logo.png", "GET, HEAD"));
  }

  @ParameterizedTest
  @MethodSource("wrongMethods")
  void aKnownPathTellsItsMethods(String method, String path, String allow) throws Exception {
    RawHttp.Response response = send(method, path);
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("Allow")).isEqualTo(allow);
    if (!method.equals("HEAD")) {
      assertError(response, 405, "Method Not Allowed", "METHOD_NOT_ALLOWED");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /runner/ping/, /runner/ping",
    "POST, /runner/ping/, /runner/ping",
    "GET, /runner/ping/?a=b, /runner/ping?a=b",
    "POST, /task/run/, /task/run",
    "GET, /task/status/a/, /task/status/a",
    "GET, /task/result/a/file/b.mp4/, /task/result/a/file/b.mp4",
    "GET, /docs/, /docs"
  })
  void oneSlashTooManyRedirects(String method, String path, String target) throws Exception {
    RawHttp.Response response = send(method, path);
    assertThat(response.status()).isEqualTo(307);
    assertThat(response.header("Location")).isEqualTo("http://runner.test" + target);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void jsonAnswersHaveTheBareType() throws Exception {
    assertThat(send("GET", "/").header("Content-Type")).isEqualTo("application/json");
    assertThat(send("GET", "/runner/ping").header("Content-Type")).isEqualTo("application/json");
    assertThat(send("GET", "/nothing").header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void aDefectIsJsonToo() throws Exception {
    store.close();
    assertError(send("GET", "/task/status/a", AUTH), 500, "Internal Server Error", "INTERNAL");
    assertError(send("POST", "/task/stop/a", AUTH), 500, "Internal stop error", "STOP_FAILED");
    store = TaskStore.open(folder.resolve("other.db"));
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> deploy(OPEN, taken.getLocalPort()))
          .rootCause()
          .isInstanceOf(java.net.BindException.class);
      assertThatThrownBy(() -> deploy(OPEN, taken.getLocalPort()))
          .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1");
    }
  }

  // ---- section 2: authentication

  static Stream<Arguments> guarded() {
    return Stream.of(
        arguments("POST", "/task/run"),
        arguments("GET", "/task/status/a"),
        arguments("GET", "/task/result/a"),
        arguments("HEAD", "/task/result/a"),
        arguments("GET", "/task/result/a/file/b"),
        arguments("HEAD", "/task/result/a/file/b"),
        arguments("GET", "/task/result/a/file/b/c"),
        arguments("GET", "/task/result/a/file/../../../../runner/ping"),
        arguments("POST", "/task/stop/a"),
        arguments("DELETE", "/task/delete/a"),
        arguments("POST", "/runner/pause"),
        arguments("POST", "/runner/resume"),
        arguments("POST", "/runner/drain"),
        arguments("GET", "/runner/deliveries"),
        arguments("POST", "/runner/deliveries/retry"),
        arguments("GET", "/runner/tasks"));
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void everyRouteThatIsNotPublicWantsTheToken(String method, String path) throws Exception {
    RawHttp.Response none = send(method, path);
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
    RawHttp.Response wrong = send(method, path, "X-API-Token: wrong");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.header("WWW-Authenticate")).isEqualTo("Bearer");
    if (!method.equals("HEAD")) {
      assertError(none, 401, "Missing authentication token", "TOKEN_MISSING");
      assertError(wrong, 401, "Invalid or expired token", "TOKEN_INVALID");
    }
  }

  static Stream<Arguments> tokens() {
    String bearer = "Authorization: Bearer " + TOKEN;
    return Stream.of(
        arguments(List.of(AUTH), 200, ""),
        arguments(List.of(bearer), 200, ""),
        arguments(List.of("Authorization: bEaReR " + TOKEN), 200, ""),
        arguments(List.of(AUTH, "Authorization: Bearer wrong"), 200, ""),
        arguments(List.of("X-API-Token:", bearer), 200, ""),
        arguments(List.of("X-API-Token: wrong", bearer), 401, "TOKEN_INVALID"),
        arguments(List.of("Authorization: Bearer wrong"), 401, "TOKEN_INVALID"),
        arguments(List.of("X-API-Token: " + TOKEN + "x"), 401, "TOKEN_INVALID"),
        arguments(List.of("X-API-Token: \u00e9\u4e2d"), 401, "TOKEN_INVALID"),
        arguments(List.of("Authorization: Bearer \u00e9"), 401, "TOKEN_INVALID"),
        arguments(List.of("Authorization: Basic " + TOKEN), 401, "TOKEN_MISSING"),
        arguments(List.of("Authorization: " + TOKEN), 401, "TOKEN_MISSING"),
        arguments(List.of("Authorization: Bearer "), 401, "TOKEN_MISSING"));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void theTokenIsTakenFromEitherHeader(List<String> headers, int status, String code)
      throws Exception {
    RawHttp.Response response = send("GET", "/task/status/a", headers.toArray(String[]::new));
    assertThat(response.status()).isEqualTo(status);
    if (status == 401) {
      assertThat(json(response).getString("code")).isEqualTo(code);
    }
  }

  @Test
  void theTokenIsLookedAtBeforeTheBodyComes() throws Exception {
    RawHttp.Response response =
        http.exchange(
            "POST /task/run HTTP/1.1\r\nHost: r\r\nContent-Length: 500000\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(response.status()).isEqualTo(401);
    assertThat(post("{", JSON).status()).isEqualTo(401);
  }

  // ---- section 3: error bodies

  static Stream<Arguments> badBodies() {
    return Stream.of(
        arguments("", JSON, problem("missing", List.of("body"), "Field required", null)),
        arguments("null", JSON, problem("missing", List.of("body"), "Field required", null)),
        arguments("[1]", JSON, notAnObject(new JsonArray().add(1))),
        arguments("7", JSON, notAnObject(7)),
        arguments("{}", "Content-Type: text/plain", notAnObject("{}")),
        arguments("{}", "X-None: 1", notAnObject("{}")),
        arguments(
            body().put("etab_name", 7).encode(),
            JSON,
            problem(
                "string_type", List.of("body", "etab_name"), "Input should be a valid string", 7)),
        arguments(
            body().putNull("source_url").encode(),
            JSON,
            problem(
                "string_type",
                List.of("body", "source_url"),
                "Input should be a valid string",
                null)),
        arguments(
            body().put("app_version", 4).encode(),
            JSON,
            problem(
                "string_type",
                List.of("body", "app_version"),
                "Input should be a valid string",
                4)),
        arguments(
            body().put("parameters", "x").encode(),
            JSON,
            problem(
                "dict_type",
                List.of("body", "parameters"),
                "Input should be a valid dictionary",
                "x")),
        arguments(
            body().putNull("parameters").encode(),
            JSON,
            problem(
                "dict_type",
                List.of("body", "parameters"),
                "Input should be a valid dictionary",
                null)));
  }

  @ParameterizedTest
  @MethodSource("badBodies")
  void aBodyOfTheWrongFormIsExplained(String body, String type, JsonObject problem)
      throws Exception {
    RawHttp.Response response = post(body, AUTH, type);
    assertThat(response.status()).isEqualTo(422);
    assertThat(json(response))
        .isEqualTo(new JsonObject().put("detail", new JsonArray().add(problem)));
  }

  @Test
  void everyMissingFieldIsNamedInOrder() throws Exception {
    JsonArray problems = json(post("{}", AUTH, JSON)).getJsonArray("detail");
    assertThat(problems.stream().map(p -> ((JsonObject) p).getJsonArray("loc").getString(1)))
        .containsExactly(
            "task_id", "etab_name", "app_name", "task_type", "source_url", "notify_url");
    assertThat(problems.getJsonObject(0))
        .isEqualTo(
            problem("missing", List.of("body", "task_id"), "Field required", new JsonObject()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{bad}|1", "nope|4", "{\"a\": }|6", "{\"a\": 1} x|10"})
  void aSyntaxErrorTellsHowFarItWasRead(String body, int offset) throws Exception {
    RawHttp.Response response = post(body, AUTH, JSON);
    assertThat(response.status()).isEqualTo(422);
    JsonObject problem = json(response).getJsonArray("detail").getJsonObject(0);
    assertThat(problem.getString("type")).isEqualTo("json_invalid");
    assertThat(problem.getJsonArray("loc")).isEqualTo(new JsonArray().add("body").add(offset));
    assertThat(problem.getString("msg")).isEqualTo("JSON decode error");
    assertThat(problem.getJsonObject("input")).isEmpty();
    assertThat(problem.getJsonObject("ctx").getString("error")).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "a b", "x.y", " a", "\u00e9"})
  void aTaskIdThatCouldNotBeAskedForIsRefused(String id) throws Exception {
    RawHttp.Response response = post(body().put("task_id", id).encode(), AUTH, JSON);
    assertThat(response.status()).isEqualTo(422);
    JsonObject problem = json(response).getJsonArray("detail").getJsonObject(0);
    assertThat(problem.getString("type")).isEqualTo("string_pattern_mismatch");
    assertThat(problem.getString("input")).isEqualTo(id);
  }

  @Test
  void aBodyAboveOneMebibyteIsRefused() throws Exception {
    String body = body().put("affiliation", "x".repeat(1024 * 1024)).encode();
    assertError(post(body, AUTH, JSON), 413, "Request body too large", "BODY_TOO_LARGE");
    String chunked =
        "POST /task/run HTTP/1.1\r\nHost: r\r\n"
            + AUTH
            + "\r\n"
            + JSON
            + "\r\n"
            + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "100001\r\n"
            + "x".repeat(0x100001)
            + "\r\n0\r\n\r\n";
    assertThat(http.exchange(chunked.getBytes(StandardCharsets.US_ASCII)).status()).isEqualTo(413);
  }

  // ---- 4.1 to 4.4: the runner itself

  @Test
  void theIndexTellsWhereToFindWhat() throws Exception {
    JsonObject json = get("/");
    assertThat(json.getString("message")).isEqualTo("Runner API");
    assertThat(json.getString("version")).isNotBlank();
    assertThat(json.getJsonObject("documentation"))
        .isEqualTo(
            new JsonObject()
                .put("swagger", "/docs")
                .put("redoc", "/redoc")
                .put("openapi", "/openapi.json"));
    assertThat(json.getString("health_check")).isEqualTo("/runner/health");
  }

  @Test
  void healthTellsItsChecks() throws Exception {
    JsonObject json = get("/runner/health");
    assertThat(json.getString("status")).isEqualTo("healthy");
    assertThat(json.getInteger("runner_instance_id")).isZero();
    assertThat(json.getString("runner_id")).isEqualTo("my-runner-127.0.0.1-8082");
    assertThat(json.getBoolean("registered")).isTrue();
    assertThat(json.getString("timestamp")).endsWith("+00:00");
    assertThat(outcomes(json)).containsOnly("pass");
    register(false);
    assertThat(outcomes(get("/runner/health"))).contains("warn");
  }

  @Test
  void healthFailsWithoutStorage() throws Exception {
    Files.delete(storageDir);
    RawHttp.Response response = send("GET", "/runner/health");
    assertThat(response.status()).isEqualTo(503);
    assertThat(json(response).getString("status")).isEqualTo("unhealthy");
    assertThat(outcomes(json(response))).contains("fail");
  }

  @Test
  void readinessFollowsRegistrationPauseAndDrainButNotTheTask() throws Exception {
    assertThat(get("/runner/live").getString("status")).isEqualTo("pass");
    assertThat(get("/runner/ready").getString("status")).isEqualTo("pass");
    run("a");
    assertThat(get("/runner/ready").getString("status")).isEqualTo("pass");
    end("a", TaskOutcome.succeeded(Optional.empty()));
    bus.publish(Addresses.PAUSE, new PauseInstance(0, true));
    Awaitility.await().until(() -> send("GET", "/runner/ready").status() == 503);
    assertThat(json(send("GET", "/runner/ready")).getString("reason")).isEqualTo("paused");
    assertThat(get("/runner/live").getString("status")).isEqualTo("pass");
    bus.publish(Addresses.PAUSE, new PauseInstance(0, false));
    Awaitility.await().until(() -> send("GET", "/runner/ready").status() == 200);
    register(false);
    assertThat(send("GET", "/runner/ready").status()).isEqualTo(503);
  }

  @Test
  void tasksComeByPagesAndFilters() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      run(id);
      end(id, TaskOutcome.succeeded(Optional.empty()));
      Awaitility.await().until(() -> get("/runner/ping").getBoolean("available"));
    }
    JsonObject first = json(send("GET", "/runner/tasks?limit=2", AUTH));
    assertThat(ids(first)).containsExactly("c", "b");
    JsonObject second =
        json(send("GET", "/runner/tasks?limit=2&after=" + first.getString("next"), AUTH));
    assertThat(ids(second)).containsExactly("a");
    assertThat(second.getValue("next")).isNull();
    assertThat(ids(json(send("GET", "/runner/tasks?state=failed", AUTH)))).isEmpty();
    assertThat(ids(json(send("GET", "/runner/tasks?state=completed&type=encoding", AUTH))))
        .hasSize(3);
    for (String wrong : List.of("state=lost", "limit=0", "limit=x", "after=x", "instance=x")) {
      RawHttp.Response refused = send("GET", "/runner/tasks?" + wrong, AUTH);
      assertThat(refused.status()).as(wrong).isEqualTo(400);
      assertThat(json(refused).getString("detail")).contains(wrong.replaceFirst("=.*", ": "));
    }
  }

  private static List<String> ids(JsonObject page) {
    return page.getJsonArray("tasks").stream()
        .map(task -> ((JsonObject) task).getString("task_id"))
        .toList();
  }

  private static List<String> outcomes(JsonObject health) {
    return health.getJsonArray("checks").stream()
        .map(check -> ((JsonObject) check).getString("outcome"))
        .toList();
  }

  /** Java's client asks for it with every first request. */
  @Test
  void staysWithHttp11WhereAClientWouldUpgrade() throws Exception {
    RawHttp.Response answer =
        send(
            "GET",
            "/runner/ping",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA");

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void pingFollowsRegistrationAndTheSlot() throws Exception {
    JsonObject free =
        new JsonObject()
            .put("runner_instance_id", 0)
            .put("runner_id", "my-runner-127.0.0.1-8082")
            .put("available", true)
            .put("registered", true)
            .put("task_types", new JsonArray().add("encoding").add("studio"));
    assertThat(get("/runner/ping")).isEqualTo(free);
    assertThat(get("/runner/ping?x=1")).isEqualTo(free);
    register(false);
    assertThat(get("/runner/ping")).isEqualTo(free.copy().put("registered", false));
    bus.publish(Addresses.MANAGER_STATE, new ManagerState(1, true, "")); // of another instance
    assertThat(get("/runner/ping").getBoolean("registered")).isFalse();
    register(true);
    run("a");
    assertThat(get("/runner/ping"))
        .isEqualTo(free.copy().put("available", false).put("reason", "task"));
    end("a", TaskOutcome.succeeded(Optional.empty()));
    Awaitility.await().until(() -> get("/runner/ping").equals(free));
  }

  @Test
  void statusMeasuresStorageAndDisks() throws Exception {
    Files.createDirectories(storageDir.resolve("a/output"));
    Files.writeString(storageDir.resolve("a/output/x.bin"), "12345");
    Files.writeString(storageDir.resolve("a/manifest.json"), "{}");
    Files.writeString(storageDir.resolve("runner.json"), "not a task's");
    JsonObject json = get("/runner/status");
    assertThat(json.getString("manager_url")).isEqualTo("http://manager.test:8081");
    assertThat(Integer.parseInt(json.getString("port"))).isPositive();
    assertThat(json.getBoolean("available")).isTrue();
    assertThat(json.getValue("unavailable_reason")).isNull();
    assertThat(json.getJsonObject("about").getString("ffmpeg")).isEqualTo("8.0");
    assertThat(json.getJsonObject("storage_stats").getLong("total_size")).isEqualTo(7);
    assertThat(json.getJsonObject("storage_stats").getLong("file_count")).isEqualTo(2);
    assertThat(json.getJsonObject("storage_stats").getLong("available_space")).isPositive();
    JsonObject disks = json.getJsonObject("disk_usage");
    assertThat(disks.getJsonObject("thresholds"))
        .isEqualTo(
            new JsonObject()
                .put("green_below_used_percent", 75.0)
                .put("orange_from_used_percent", 75.0)
                .put("red_from_used_percent", 90.0));
    assertThat(disks.getString("output_dir_pattern")).isEqualTo(storageDir + "/<task_id>/output");
    JsonObject storage = disks.getJsonObject("directories").getJsonObject("STORAGE_DIR");
    assertThat(storage.getBoolean("exists")).isTrue();
    assertThat(storage.getString("path")).isEqualTo(storageDir.toString());
    JsonObject cache = disks.getJsonObject("directories").getJsonObject("UV_CACHE_DIR");
    assertThat(cache.getBoolean("exists")).isFalse();
    assertThat(cache.getString("target_path")).isEqualTo(folder.toString());
    double percent =
        100.0
            * storage.getLong("used_bytes")
            / (storage.getLong("used_bytes") + storage.getLong("free_bytes"));
    assertThat(storage.getDouble("used_percent"))
        .isCloseTo(percent, org.assertj.core.data.Offset.offset(0.06));
  }

  @ParameterizedTest
  @CsvSource({"0, 0B", "512, 512B", "1536, 1.5K", "1048576, 1.0M", "3221225472, 3.0G"})
  void sizesAreShownWithOneDecimal(long bytes, String shown) {
    assertThat(DiskUsage.human(bytes)).isEqualTo(shown);
  }

  // ---- 4.5: run

  @Test
  void aTaskIsStartedOnceJournaled() throws Exception {
    RawHttp.Response response = post(body().encode(), AUTH, JSON);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("{\"status\":\"started\",\"task_id\":\"task-1\"}");
    assertThat(store.find(new TaskId("task-1"))).isPresent();
    Awaitility.await().until(() -> encoder.wasTaken("task-1"));
  }

  @Test
  void optionalFieldsMayBeNullAndUnknownOnesAreIgnored() throws Exception {
    JsonObject body =
        body()
            .putNull("app_version")
            .putNull("affiliation")
            .putNull("completion_callback")
            .put("parameters", new JsonObject().put("video_id", "\u00e9").putNull("cut"))
            .put("other", 1);
    RawHttp.Response response = post(body.encode(), AUTH, "Content-Type: application/x+json; a=b");
    assertThat(response.status()).isEqualTo(200);
    Map<String, Object> parameters =
        store.find(new TaskId("task-1")).orElseThrow().request().parameters();
    assertThat(parameters).containsEntry("video_id", "\u00e9").containsEntry("cut", null);
  }

  @Test
  void anUnregisteredRunnerRefusesEvenWhenBusy() throws Exception {
    run("a");
    register(false);
    assertError(
        post(body().encode(), AUTH, JSON),
        503,
        "Runner not registered with manager",
        "NOT_REGISTERED");
    assertThat(post("{}", AUTH, JSON).status()).isEqualTo(422);
    assertThat(send("GET", "/task/status/a", AUTH).status()).isEqualTo(200);
  }

  @Test
  void aBusyRunnerRefusesAnyTask() throws Exception {
    run("a");
    for (String id : List.of("a", "b")) {
      assertError(
          post(body().put("task_id", id).encode(), AUTH, JSON),
          400,
          "Runner is busy",
          "RUNNER_BUSY");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "juggling, {}, No handler found for task type: juggling",
    "transcription, {}, This runner does not offer task type: transcription",
    "encoding, '{\"b\":1,\"a\":2}', "
        + "'Invalid parameters for task type: encoding (invalid fields: a, b)'"
  })
  void whatCannotBeDoneIsTakenAndFailed(String type, String parameters, String message)
      throws Exception {
    JsonObject body = body().put("task_type", type).put("parameters", new JsonObject(parameters));
    assertThat(post(body.encode(), AUTH, JSON).status()).isEqualTo(200);
    Awaitility.await().until(() -> get("/task/status/task-1").getString("status").equals("failed"));
    assertThat(get("/task/status/task-1").getString("error_message")).isEqualTo(message);
    Awaitility.await().until(() -> get("/runner/ping").getBoolean("available"));
  }

  // ---- 4.6: status

  @Test
  void statusFollowsATask() throws Exception {
    run("a");
    assertThat(get("/task/status/a"))
        .isEqualTo(new JsonObject().put("task_id", "a").put("status", "running"));
    assertThat(get("/task/status/%20a%20").getString("status")).isEqualTo("running");
    encoder.progress(
        "a",
        new Progress(Stage.PROCESS, 0.421, Optional.of(2.5), Optional.of(Duration.ofSeconds(90))));
    Awaitility.await().until(() -> get("/task/status/a").containsKey("progress"));
    assertThat(get("/task/status/a").getJsonObject("progress"))
        .isEqualTo(
            new JsonObject()
                .put("stage", "process")
                .put("percent", 42.1)
                .put("speed", 2.5)
                .put("eta_seconds", 90));
    encoder.progress("a", Progress.of(Stage.PUBLISH, 1.0));
    Awaitility.await()
        .until(
            () ->
                get("/task/status/a")
                    .getJsonObject("progress")
                    .getString("stage")
                    .equals("publish"));
    end("a", TaskOutcome.succeeded(Optional.of("all well")));
    assertThat(get("/task/status/a"))
        .isEqualTo(
            new JsonObject()
                .put("task_id", "a")
                .put("status", "completed")
                .put("script_output", "all well"));
  }

  @ParameterizedTest
  @CsvSource({"ENCODER_FAILED, failed", "TIME_LIMIT, timeout"})
  void statusTellsWhyATaskEnded(FailureCode code, String status) throws Exception {
    run("a");
    end("a", TaskOutcome.failed(new Failure(code, "It broke."), Optional.empty()));
    assertThat(get("/task/status/a"))
        .isEqualTo(
            new JsonObject()
                .put("task_id", "a")
                .put("status", status)
                .put("error_message", "It broke.")
                .put("code", code.name())
                .put("fault", "runner")
                .put("retryable", true)
                .put(
                    "explanation",
                    new JsonObject().put("en", code.english()).put("fr", code.french())));
  }

  @Test
  void anUnknownTaskWithAManifestIsCompleted() throws Exception {
    publish("old", "a.mp4");
    assertThat(get("/task/status/old"))
        .isEqualTo(new JsonObject().put("task_id", "old").put("status", "completed"));
    assertThat(get("/task/status/new"))
        .isEqualTo(new JsonObject().put("task_id", "new").put("status", "not_found"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.y", "a%20b", "%C3%A9", "a+b", "%00", "a%5Cb"})
  void aBadIdIsNoFile(String id) throws Exception {
    for (String path : List.of("/task/status/", "/task/result/")) {
      assertError(send("GET", path + id, AUTH), 404, "File not found", "FILE_NOT_FOUND");
    }
    assertError(
        send("GET", "/task/result/" + id + "/file/a", AUTH),
        404,
        "File not found",
        "FILE_NOT_FOUND");
    assertError(
        send("DELETE", "/task/delete/" + id, AUTH), 404, "File not found", "FILE_NOT_FOUND");
    assertError(send("POST", "/task/stop/" + id, AUTH), 404, "Task not found", "TASK_NOT_FOUND");
  }

  // ---- 4.7 and 4.8: results

  @Test
  void theManifestIsAnAttachment() throws Exception {
    publish("a", "x.mp4");
    RawHttp.Response response = send("GET", "/task/result/a", AUTH);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
    assertThat(response.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"manifest.json\"");
    assertThat(response.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(response.header("ETag")).matches("\"[^\"]+\"");
    assertThat(response.header("Last-Modified")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} .* GMT");
    assertThat(json(response).getJsonArray("files")).isEqualTo(new JsonArray().add("x.mp4"));
    RawHttp.Response head = send("HEAD", "/task/result/a", AUTH);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo(response.header("Content-Length"));
    assertThat(head.body()).isEmpty();
  }

  @Test
  void noManifestIsNoFile() throws Exception {
    Files.createDirectories(storageDir.resolve("a/manifest.json"));
    Files.writeString(storageDir.resolve("b.json"), "{}");
    Files.writeString(folder.resolve("secret"), "secret");
    Files.createDirectory(storageDir.resolve("c"));
    Files.createSymbolicLink(storageDir.resolve("c/manifest.json"), folder.resolve("secret"));
    for (String id : List.of("a", "b", "c", "d")) {
      assertError(send("GET", "/task/result/" + id, AUTH), 404, "File not found", "FILE_NOT_FOUND");
    }
  }

  static Stream<Arguments> names() {
    return Stream.of(
        arguments("a.mp4", "a.mp4", "filename=\"a.mp4\""),
        arguments("a b.txt", "a%20b.txt", "filename*=utf-8''a%20b.txt"),
        arguments(".hid", ".hid", "filename=\".hid\""),
        arguments("sub/n.txt", "sub/n.txt", "filename=\"n.txt\""),
        arguments("sub/n.txt", "sub%2Fn.txt", "filename=\"n.txt\""),
        arguments("sub/n.txt", "sub%5Cn.txt", "filename=\"n.txt\""),
        arguments("sub/deep/n.txt", "sub/deep%2fn.txt", "filename=\"n.txt\""),
        arguments("a+b.txt", "a+b.txt", "filename*=utf-8''a%2Bb.txt"),
        arguments("a+b.txt", "a%2Bb.txt", "filename*=utf-8''a%2Bb.txt"),
        arguments("x_(1).mp4", "x_(1).mp4", "filename*=utf-8''x_%281%29.mp4"),
        arguments("\u00e9t\u00e9.vtt", "%C3%A9t%C3%A9.vtt", "filename*=utf-8''%C3%A9t%C3%A9.vtt"),
        arguments("100%.txt", "100%25.txt", "filename*=utf-8''100%25.txt"),
        arguments("a%2Fb", "a%252Fb", "filename*=utf-8''a%252Fb"),
        arguments("a~*'.txt", "a~*'.txt", "filename*=utf-8''a~%2A%27.txt"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void anyPublishedNameIsServed(String name, String path, String disposition) throws Exception {
    publish("t", name);
    RawHttp.Response response = send("GET", "/task/result/t/file/" + path, AUTH);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("content of " + name);
    assertThat(response.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(response.header("Content-Disposition")).isEqualTo("attachment; " + disposition);
    assertThat(send("HEAD", "/task/result/t/file/" + path, AUTH).header("Content-Length"))
        .isEqualTo(response.header("Content-Length"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing.txt",
        "..",
        ".",
        "%2e%2e",
        "..%5Cmanifest.json",
        "../manifest.json",
        "..%2Fmanifest.json",
        "%2e%2e%2fmanifest.json",
        "sub/../a.mp4",
        "sub%2F..%2Fa.mp4",
        "../../../secret",
        "..%2F..%2F..%2Fsecret",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "sub",
        "sub//n.txt",
        "./a.mp4",
        "sub%252Fn.txt",
        "a.mp4%00",
        "leak",
        "leakdir/secret",
        "%20",
        "../../../../runner/ping",
        "%5C..%5C..",
        "A.mp4"
      })
  void nothingElseIsReached(String path) throws Exception {
    publish("t", "a.mp4");
    publish("t", "sub/n.txt");
    Files.writeString(folder.resolve("secret"), "secret");
    Path output = storageDir.resolve("t/output");
    Files.createSymbolicLink(output.resolve("leak"), folder.resolve("secret"));
    Files.createSymbolicLink(output.resolve("leakdir"), folder);
    assertError(
        send("GET", "/task/result/t/file/" + path, AUTH), 404, "File not found", "FILE_NOT_FOUND");
  }

  static Stream<Arguments> ranges() {
    return Stream.of(
        arguments("bytes=0-0", 206, "0", "bytes 0-0/10"),
        arguments("bytes=2-5", 206, "2345", "bytes 2-5/10"),
        arguments("bytes=7-", 206, "789", "bytes 7-9/10"),
        arguments("bytes=-3", 206, "789", "bytes 7-9/10"),
        arguments("bytes=-99", 206, "0123456789", "bytes 0-9/10"),
        arguments("bytes=5-99", 206, "56789", "bytes 5-9/10"),
        arguments("bytes=0-1,20-30", 206, "01", "bytes 0-1/10"),
        arguments("bytes=0-1,5-6", 200, "0123456789", null),
        arguments("bytes=10-", 416, "", "bytes */10"),
        arguments("bytes=-0", 416, "", "bytes */10"),
        arguments("bytes=20-30,40-", 416, "", "bytes */10"),
        arguments("bytes=5-2", 400, null, null),
        arguments("bytes=", 400, null, null),
        arguments("bytes=-", 400, null, null),
        arguments("bytes=a-b", 400, null, null),
        arguments("bytes=99999999999999999999-", 400, null, null),
        arguments("items=0-1", 400, null, null),
        arguments("nonsense", 400, null, null));
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void rangesAreServed(String range, int status, String content, String contentRange)
      throws Exception {
    Files.createDirectories(storageDir.resolve("t/output"));
    Files.writeString(storageDir.resolve("t/output/ten.bin"), "0123456789");
    RawHttp.Response response = send("GET", "/task/result/t/file/ten.bin", AUTH, "Range: " + range);
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("Content-Range")).isEqualTo(contentRange);
    if (status == 400) {
      assertThat(response.header("Content-Type")).startsWith("text/plain");
    } else {
      assertThat(response.text()).isEqualTo(content);
    }
  }

  @Test
  void ifRangeIsHonoured() throws Exception {
    publish("t", "a.mp4");
    String path = "/task/result/t/file/a.mp4";
    RawHttp.Response whole = send("GET", path, AUTH);
    for (String held : List.of(whole.header("ETag"), whole.header("Last-Modified"))) {
      assertThat(send("GET", path, AUTH, "Range: bytes=0-1", "If-Range: " + held).status())
          .isEqualTo(206);
    }
    assertThat(send("GET", path, AUTH, "Range: bytes=0-1", "If-Range: \"old\"").status())
        .isEqualTo(200);
    assertThat(send("GET", path, AUTH, "If-None-Match: " + whole.header("ETag")).status())
        .isEqualTo(200);
    assertThat(send("HEAD", path, AUTH, "Range: bytes=0-1").status()).isEqualTo(200);
  }

  @Test
  void largeAndEmptyFilesComeWhole() throws Exception {
    byte[] large = new byte[5_000_001];
    new java.util.Random(1).nextBytes(large);
    Files.createDirectories(storageDir.resolve("t/output"));
    Files.write(storageDir.resolve("t/output/large"), large);
    Files.write(storageDir.resolve("t/output/empty"), new byte[0]);
    assertThat(send("GET", "/task/result/t/file/large", AUTH).body()).isEqualTo(large);
    assertThat(
            send("GET", "/task/result/t/file/large", AUTH, "Range: bytes=1000000-4000000").body())
        .isEqualTo(Arrays.copyOfRange(large, 1_000_000, 4_000_001));
    RawHttp.Response empty = send("GET", "/task/result/t/file/empty", AUTH);
    assertThat(empty.status()).isEqualTo(200);
    assertThat(empty.header("Content-Length")).isEqualTo("0");
    assertThat(send("GET", "/task/result/t/file/empty", AUTH, "Range: bytes=0-").status())
        .isEqualTo(416);
  }

  // ---- 4.9: stop

  @Test
  void aStopIsJournaledAndTold() throws Exception {
    run("a");
    RawHttp.Response response = send("POST", "/task/stop/a", AUTH);
    assertThat(response.status()).isEqualTo(202);
    assertThat(json(response))
        .isEqualTo(
            new JsonObject()
                .put("task_id", "a")
                .put("status", "stop_requested")
                .put("termination_attempted", true)
                .put("terminated_any_process", true));
    assertThat(store.find(new TaskId("a")).orElseThrow().stopRequested()).isTrue();
    Awaitility.await().until(() -> encoder.wasStopped("a"));
    assertThat(get("/task/status/a").getString("error_message")).isEqualTo("Cancelled by user.");
    end("a", TaskOutcome.failed(Failure.CANCELLED, Optional.empty()));
    RawHttp.Response again = send("POST", "/task/stop/%20a", AUTH);
    assertThat(again.status()).isEqualTo(200);
    assertThat(json(again))
        .isEqualTo(
            new JsonObject()
                .put("task_id", "a")
                .put("status", "already_terminal")
                .put("current_status", "failed"));
  }

  @Test
  void anUnknownTaskCannotBeStopped() throws Exception {
    publish("manifest-only", "a.mp4");
    for (String id : List.of("nobody", "manifest-only")) {
      assertError(send("POST", "/task/stop/" + id, AUTH), 404, "Task not found", "TASK_NOT_FOUND");
    }
  }

  // ---- 4.10: delete

  @Test
  void deletingRemovesFolderAndRecord() throws Exception {
    run("a");
    assertError(send("DELETE", "/task/delete/a", AUTH), 409, "Task is running", "TASK_RUNNING");
    end("a", TaskOutcome.succeeded(Optional.empty()));
    publish("a", "sub/deep/x.mp4");
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("keep"), "kept");
    Files.createSymbolicLink(storageDir.resolve("a/output/link"), outside);
    Files.writeString(storageDir.resolve("a.json"), "{}");
    assertThat(json(send("DELETE", "/task/delete/a", AUTH)))
        .isEqualTo(new JsonObject().put("status", "deleted"));
    assertThat(storageDir).isEmptyDirectory();
    assertThat(outside.resolve("keep")).exists();
    assertThat(get("/task/status/a").getString("status")).isEqualTo("not_found");
    assertThat(send("DELETE", "/task/delete/a", AUTH).status()).isEqualTo(200);
  }

  @Test
  void aFolderThatIsALinkIsLeftAlone() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("keep"), "kept");
    Files.createSymbolicLink(storageDir.resolve("a"), outside);
    assertThat(send("DELETE", "/task/delete/a", AUTH).status()).isEqualTo(200);
    assertThat(storageDir.resolve("a")).exists();
    assertThat(outside.resolve("keep")).exists();
  }

  // ---- what the operator does

  @Test
  void aPausedInstanceTakesNothingUntilItIsResumed() throws Exception {
    JsonObject paused = json(send("POST", "/runner/pause", AUTH));
    assertThat(paused.getBoolean("available")).isFalse();
    assertThat(paused.getString("reason")).isEqualTo("paused");
    assertThat(get("/runner/ping")).isEqualTo(paused);
    assertThat(get("/runner/status").getString("unavailable_reason")).isEqualTo("paused");
    assertError(post(body().encode(), AUTH, JSON), 400, "Runner is busy", "RUNNER_BUSY");

    assertThat(json(send("POST", "/runner/resume", AUTH)).getBoolean("available")).isTrue();
    run("a");
    assertThat(json(send("POST", "/runner/resume", AUTH)).getString("reason")).isEqualTo("task");
  }

  @Test
  void aDrainIsAskedForWithOrWithoutAGrace() throws Exception {
    List<ShutdownRunner> asked = new CopyOnWriteArrayList<>();
    bus.consume(Addresses.SHUTDOWN, message -> asked.add(message.body()));
    for (String wrong : List.of("", "x", "-1", "1.5", "86401", "999999999999")) {
      assertError(
          send("POST", "/runner/drain?grace=" + wrong, AUTH),
          400,
          "grace: whole seconds, 0 to 86400",
          "GRACE_INVALID");
    }
    for (String right : List.of("", "?grace=90")) {
      RawHttp.Response response = send("POST", "/runner/drain" + right, AUTH);
      assertThat(response.status()).isEqualTo(202);
      assertThat(json(response)).isEqualTo(new JsonObject().put("status", "draining"));
    }
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(asked)
                    .containsExactly(
                        new ShutdownRunner(Optional.empty()),
                        new ShutdownRunner(Optional.of(Duration.ofSeconds(90)))));
  }

  @Test
  void deliveriesShowWhatTheManagerHasNotTaken() throws Exception {
    assertThat(get("/runner/deliveries"))
        .isEqualTo(new JsonObject().put("total", 0).put("deliveries", new JsonArray()));
    for (String id : List.of("a", "b")) {
      TaskRequest request = TaskRequests.encoding(id);
      store.accept(id.equals("a") ? 0 : 1, request, Instant.EPOCH);
      store.finish(request.taskId(), 1, TaskOutcome.succeeded(Optional.empty()), Instant.EPOCH);
    }
    store.outboxRetry(new TaskId("a"), 1, Instant.ofEpochSecond(60), "HTTP 503 away");
    store.outboxParked(new TaskId("b"), 1, "HTTP 422 what?");

    JsonArray deliveries = get("/runner/deliveries").getJsonArray("deliveries");
    assertThat(deliveries.getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("task_id", "a")
                .put("attempt", 1)
                .put("runner_instance_id", 0)
                .put("status", "waiting")
                .put("tries", 1)
                .put("since", "1970-01-01T00:00:00.000000+00:00")
                .put("next_try_at", "1970-01-01T00:01:00.000000+00:00")
                .put("last_error", "HTTP 503 away"));
    assertThat(deliveries.getJsonObject(1))
        .isEqualTo(
            deliveries
                .getJsonObject(0)
                .copy()
                .put("task_id", "b")
                .put("runner_instance_id", 1)
                .put("status", "parked")
                .putNull("next_try_at")
                .put("last_error", "HTTP 422 what?"));

    List<RetryDeliveries> asked = new CopyOnWriteArrayList<>();
    bus.consume(Addresses.RETRY_DELIVERIES, message -> asked.add(message.body()));
    RawHttp.Response response = send("POST", "/runner/deliveries/retry", AUTH);
    assertThat(response.status()).isEqualTo(202);
    assertThat(json(response).getInteger("deliveries")).isEqualTo(2);
    Awaitility.await().until(() -> asked.size() == 1);
  }

  // ---- 4.11: documentation

  @Test
  void theContractIsServed() throws Exception {
    JsonObject document = get("/openapi.json");
    assertThat(document.getString("openapi")).startsWith("3.1");
    assertThat(document.getJsonObject("info").getString("title")).isEqualTo("Runner API");
    assertThat(document.getJsonObject("components").getJsonObject("securitySchemes").fieldNames())
        .containsExactlyInAnyOrder("APIKeyHeader", "HTTPBearer");
    document
        .getJsonObject("paths")
        .forEach(
            path ->
                ((JsonObject) path.getValue())
                    .forEach(
                        operation -> {
                          if (operation.getValue() instanceof JsonObject described) {
                            assertThat(described.containsKey("security"))
                                .isEqualTo(GUARDED.matcher(path.getKey()).matches());
                          }
                        }));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/oauth2-redirect", "/redoc"})
  void thePagesNeedNobodyElse(String path) throws Exception {
    RawHttp.Response page = send("GET", path);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.text()).doesNotContain("http://", "https://", "src=\"//");
    assertThat(send("HEAD", path).header("Content-Length"))
        .isEqualTo(Integer.toString(page.body().length));
    java.util.regex.Matcher asset = Pattern.compile("static/[^\"]+").matcher(page.text());
    while (asset.find()) {
      assertThat(send("GET", "/" + asset.group()).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "favicon.png, image/png",
    "logo.png, image/png",
    "runner.png, image/png",
    "swagger-ui.css, text/css; charset=utf-8",
    "redoc.standalone.js, text/javascript; charset=utf-8"
  })
  void staticFilesCanBeCachedAndResumed(String name, String type) throws Exception {
    String path = "/static/" + name;
    RawHttp.Response file = send("GET", path);
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("Content-Type")).isEqualTo(type);
    assertThat(send("HEAD", path).header("Content-Length"))
        .isEqualTo(Integer.toString(file.body().length));
    assertThat(send("GET", path, "If-None-Match: " + file.header("ETag")).status()).isEqualTo(304);
    assertThat(send("GET", path, "If-Modified-Since: " + file.header("Last-Modified")).status())
        .isEqualTo(304);
    assertThat(send("GET", path, "If-None-Match: \"other\"").status()).isEqualTo(200);
    RawHttp.Response part = send("GET", path, "Range: bytes=10-19");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(file.body(), 10, 20));
  }

  // ---- 4.12: CORS

  @Test
  void anyOriginMayReadByDefault() throws Exception {
    for (String path : List.of("/", "/runner/ping", "/nothing", "/static/logo.png")) {
      RawHttp.Response response = send("GET", path, "Origin: http://page.test");
      assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(response.header("Vary")).isNull();
      assertThat(send("GET", path).header("Access-Control-Allow-Origin")).isNull();
    }
    RawHttp.Response preflight =
        send(
            "OPTIONS",
            "/task/run",
            "Origin: http://page.test",
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: x-api-token, content-type");
    assertThat(preflight.status()).isEqualTo(200);
    assertThat(preflight.text()).isEqualTo("OK");
    assertThat(preflight.header("Content-Type")).startsWith("text/plain");
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(preflight.header("Access-Control-Allow-Methods"))
        .isEqualTo("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
    assertThat(preflight.header("Access-Control-Max-Age")).isEqualTo("600");
    assertThat(preflight.header("Access-Control-Allow-Headers"))
        .isEqualTo("x-api-token, content-type");
  }

  @Test
  void listedOriginsAloneMayRead() throws Exception {
    http =
        deploy(
            new CorsConfig(
                List.of("http://good.test"), true, List.of("GET"), List.of("X-API-Token")),
            0);
    RawHttp.Response good = send("GET", "/runner/ping", "Origin: http://good.test");
    assertThat(good.header("Access-Control-Allow-Origin")).isEqualTo("http://good.test");
    assertThat(good.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(good.header("Vary")).isEqualToIgnoringCase("Origin");
    RawHttp.Response bad = send("GET", "/runner/ping", "Origin: http://bad.test");
    assertThat(bad.status()).isEqualTo(200);
    assertThat(bad.header("Access-Control-Allow-Origin")).isNull();
    assertThat(bad.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(send("GET", "/runner/ping").header("Vary")).isEqualToIgnoringCase("Origin");
    assertPreflight("http://good.test", "GET", "x-api-token", 200, "OK");
    assertPreflight("http://bad.test", "GET", "accept", 400, "Disallowed CORS origin");
    assertPreflight("http://good.test", "POST", "accept", 400, "Disallowed CORS method");
    assertPreflight("http://good.test", "GET", "x-other", 400, "Disallowed CORS headers");
  }

  private void assertPreflight(
      String origin, String method, String headers, int status, String text) throws Exception {
    RawHttp.Response response =
        send(
            "OPTIONS",
            "/task/run",
            "Origin: " + origin,
            "Access-Control-Request-Method: " + method,
            "Access-Control-Request-Headers: " + headers);
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.text()).isEqualTo(text);
  }

  // ---- the machinery

  private static JsonObject body() {
    return new JsonObject()
        .put("task_id", "task-1")
        .put("etab_name", "etab")
        .put("app_name", "app")
        .put("task_type", "encoding")
        .put("source_url", "http://source.test/a.mp4")
        .put("notify_url", "http://client.test/notify");
  }

  private static JsonObject problem(String type, List<String> loc, String msg, Object input) {
    return new JsonObject()
        .put("type", type)
        .put("loc", new JsonArray(loc))
        .put("msg", msg)
        .put("input", input);
  }

  private static JsonObject notAnObject(Object input) {
    return problem(
        "model_attributes_type",
        List.of("body"),
        "Input should be a valid dictionary or object to extract fields from",
        input);
  }

  private void publish(String id, String name) throws IOException {
    Path file = storageDir.resolve(id).resolve("output").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "content of " + name);
    JsonObject manifest =
        new JsonObject().put("task_id", id).put("files", new JsonArray().add(name));
    Files.writeString(storageDir.resolve(id).resolve("manifest.json"), manifest.encode());
  }

  private void run(String id) throws Exception {
    RawHttp.Response response = post(body().put("task_id", id).encode(), AUTH, JSON);
    assertThat(response.status()).isEqualTo(200);
    Awaitility.await().until(() -> encoder.wasTaken(id));
  }

  private void end(String id, TaskOutcome outcome) throws Exception {
    await(encoder.end(id, outcome));
  }

  private JsonObject get(String path) throws Exception {
    RawHttp.Response response = send("GET", path, AUTH);
    assertThat(response.status()).isEqualTo(200);
    return json(response);
  }

  private static JsonObject json(RawHttp.Response response) {
    return new JsonObject(response.text());
  }

  private void assertError(RawHttp.Response response, int status, String detail, String code) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
    assertThat(json(response)).isEqualTo(new JsonObject().put("detail", detail).put("code", code));
  }

  private RawHttp.Response send(String method, String path, String... headers) throws Exception {
    return checked(method, path, http.send(method, path, List.of(headers), new byte[0]));
  }

  private RawHttp.Response post(String body, String... headers) throws Exception {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return checked("POST", "/task/run", http.send("POST", "/task/run", List.of(headers), bytes));
  }

  /** Every JSON answer of a known operation must be one that the contract describes. */
  private static RawHttp.Response checked(String method, String path, RawHttp.Response response)
      throws Exception {
    Operation operation = operation(method, path);
    boolean json = "application/json".equals(response.header("Content-Type"));
    if (operation != null && json && response.body().length > 0) {
      await(
          ResponseValidator.create(contractVertx, contract)
              .validate(
                  ValidatableResponse.create(
                      response.status(), Buffer.buffer(response.body()), "application/json"),
                  operation.getOperationId()));
    }
    return response;
  }

  private static Operation operation(String method, String path) {
    String plain = path.replaceFirst("\\?.*", "");
    boolean odd = plain.contains("//") || plain.contains("..") || plain.contains("%2F");
    odd |= plain.matches(".*%(?![0-9A-Fa-f]{2}).*");
    return odd || (plain.length() > 1 && plain.endsWith("/"))
        ? null
        : contract.findOperation(plain, HttpMethod.valueOf(method));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
