package io.mediarunner.verticles.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.ManagerState;
import io.mediarunner.core.config.CorsConfig;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.StorageConfig;
import io.mediarunner.core.database.WriteWatch;
import io.mediarunner.core.machine.TaskBudget;
import io.mediarunner.core.process.sandbox.SandboxLevel;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.verticles.FakeTaskVerticle;
import io.mediarunner.verticles.NoBlockedThreads;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.HistoryReader;
import io.mediarunner.verticles.store.Journal;
import io.mediarunner.verticles.web.Listening;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A runner's interface over real sockets, a real journal and a real admission. Every JSON answer of
 * a known operation is checked against the contract.
 */
@ExtendWith({VertxExtension.class, NoBlockedThreads.class})
abstract class ApiTest {
  static final String TOKEN = "a-token-for-tests";
  static final String PREVIOUS_TOKEN = "the-token-before-it";
  static final String AUTH = "X-API-Token: " + TOKEN;
  static final String JSON = "Content-Type: application/json";
  static final CorsConfig OPEN = new CorsConfig(List.of("*"), false, List.of("*"), List.of("*"));
  private static final long LIMIT_SECONDS = 10;

  // Loading the contract takes a second, so all classes share it, and the Vert.x that it needs.
  private static final Vertx CONTRACT_VERTX = Vertx.vertx();
  static final ApiContract API = ApiContract.load(CONTRACT_VERTX).await();

  @TempDir Path folder;
  Path storageDir;
  Bus bus;
  TaskStore store;
  FakeTaskVerticle encoder;
  RawHttp http;
  private Vertx vertx;
  private TaskHistory history;
  private Journal journal;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    this.vertx = vertx;
    bus = new Bus(vertx);
    storageDir = Files.createDirectory(folder.resolve("storage"));
    store =
        TaskStore.open(
            folder.resolve("runner.db"),
            WriteWatch.NONE,
            () ->
                Files.isWritable(storageDir)
                    ? Optional.empty()
                    : Optional.of("the storage is gone"));
    history = TaskHistory.open(folder.resolve("runner.db"));
    journal = new Journal(vertx, store, Clock.systemUTC());
    encoder = new FakeTaskVerticle(bus, journal);
    vertx.deployVerticle(encoder).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    http = deploy(OPEN, 0);
    register(true);
  }

  @AfterEach
  void stop(Vertx vertx, VertxTestContext test) {
    vertx
        .close()
        .onComplete(
            test.succeeding(
                closed -> {
                  history.close();
                  store.close();
                  test.completeNow();
                }));
  }

  /** A runner's interface on this port; 0 for any. */
  RawHttp deploy(CorsConfig cors, int port) throws Exception {
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
                URI.create("http://manager.test:8081"),
                new Secret(TOKEN),
                Optional.empty(),
                Optional.of(new Secret(PREVIOUS_TOKEN))),
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
            API,
            journal,
            new ResultFiles(storageDir),
            bus,
            Clock.systemUTC(),
            Map.of("ffmpeg", "8.0"),
            Optional.of(SandboxLevel.BWRAP),
            Optional.of(new HistoryReader(vertx, history)),
            listening(),
            TaskBudget.unlimited());
    vertx.deployVerticle(verticle).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    return new RawHttp(verticle.port());
  }

  /** How the server listens. */
  Listening listening() {
    return Listening.PLAIN;
  }

  void register(boolean registered) {
    bus.publish(Addresses.MANAGER_STATE, new ManagerState(0, registered, "told by the test"));
    Awaitility.await().until(() -> get("/runner/ping").getBoolean("registered").equals(registered));
  }

  static JsonObject body() {
    return new JsonObject()
        .put("task_id", "task-1")
        .put("etab_name", "etab")
        .put("app_name", "app")
        .put("task_type", "encoding")
        .put("source_url", "http://source.test/a.mp4")
        .put("notify_url", "http://client.test/notify");
  }

  void publish(String id, String name) throws IOException {
    Path file = storageDir.resolve(id).resolve("output").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "content of " + name);
    JsonObject manifest =
        new JsonObject().put("task_id", id).put("files", new JsonArray().add(name));
    Files.writeString(storageDir.resolve(id).resolve("manifest.json"), manifest.encode());
  }

  void run(String id) throws Exception {
    RawHttp.Response response = post(body().put("task_id", id).encode(), AUTH, JSON);
    assertThat(response.status()).isEqualTo(200);
    Awaitility.await().until(() -> encoder.wasTaken(id));
  }

  void end(String id, TaskOutcome outcome) throws Exception {
    encoder.end(id, outcome).await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  JsonObject get(String path) throws Exception {
    RawHttp.Response response = send("GET", path, AUTH);
    assertThat(response.status()).isEqualTo(200);
    return json(response);
  }

  static JsonObject json(RawHttp.Response response) {
    return new JsonObject(response.text());
  }

  void assertError(RawHttp.Response response, int status, String detail, String code) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
    assertThat(json(response)).isEqualTo(new JsonObject().put("detail", detail).put("code", code));
  }

  RawHttp.Response send(String method, String path, String... headers) throws Exception {
    return checked(method, path, http.send(method, path, List.of(headers), new byte[0]));
  }

  RawHttp.Response post(String body, String... headers) throws Exception {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return checked("POST", "/task/run", http.send("POST", "/task/run", List.of(headers), bytes));
  }

  /** Every JSON answer of a known operation must be one that the contract describes. */
  private static RawHttp.Response checked(String method, String path, RawHttp.Response response)
      throws Exception {
    Operation operation = operation(method, path);
    boolean json = "application/json".equals(response.header("Content-Type"));
    if (operation != null && json && response.body().length > 0) {
      ResponseValidator.create(CONTRACT_VERTX, API.contract())
          .validate(
              ValidatableResponse.create(
                  response.status(), Buffer.buffer(response.body()), "application/json"),
              operation.getOperationId())
          .await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    return response;
  }

  private static Operation operation(String method, String path) {
    String plain = path.replaceFirst("\\?.*", "");
    boolean odd = plain.contains("//") || plain.contains("..") || plain.contains("%2F");
    odd |= plain.matches(".*%(?![0-9A-Fa-f]{2}).*");
    return odd || (plain.length() > 1 && plain.endsWith("/"))
        ? null
        : API.contract().findOperation(plain, HttpMethod.valueOf(method));
  }
}
