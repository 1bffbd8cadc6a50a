package io.mediarunner.verticles.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.config.DashboardConfig;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.log.Masker;
import io.mediarunner.core.machine.MachineGauge;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.TaskRequests;
import io.mediarunner.verticles.bus.BrowserFeed;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.HistoryReader;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, what gets out, and what becomes of those who misbehave. */
class DashboardVerticleTest {
  private static final String TOKEN = "a token of some length";
  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private TaskStore store;
  private TaskHistory history;
  private Bus bus;
  private HttpClient http;
  private WebSocketClient sockets;
  private int port;

  @BeforeEach
  void deploy() throws Exception {
    store = TaskStore.open(folder.resolve("runner.db"));
    history = TaskHistory.open(folder.resolve("runner.db"));
    bus = new Bus(vertx);
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    DashboardSetup setup =
        new DashboardSetup(
            new DashboardConfig("127.0.0.1", port, Optional.empty()),
            new Secret(TOKEN),
            new Secret("runner-token"),
            List.of(
                new InstanceConfig(
                    0, "r-0", "h", 8082, URI.create("http://h:1"), List.of(TaskType.ENCODING))),
            folder,
            "1",
            Map.of("ffmpeg", "7"),
            List.of(),
            new MachineGauge(folder, Optional.empty(), Clock.systemUTC()),
            new Masker(List.of(new Secret(TOKEN))));
    wait(
        vertx.deployVerticle(
            new DashboardVerticle(
                setup,
                new Journal(vertx, store, Clock.systemUTC()),
                new HistoryReader(vertx, history),
                () -> "runner_up 1\n",
                bus,
                Clock.systemUTC())));
    http =
        vertx.createHttpClient(
            new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(port));
    sockets = vertx.createWebSocketClient();
  }

  @AfterEach
  void close() throws Exception {
    wait(vertx.close());
    history.close();
    store.close();
  }

  private static <T> T wait(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private record Answer(int status, String body, Map<String, String> headers) {}

  private Answer ask(HttpMethod method, String path, Map<String, String> headers, String body)
      throws Exception {
    return wait(
        http.request(method, path)
            .compose(
                request -> {
                  headers.forEach(request::putHeader);
                  // The body must be asked for before it is over: on the request's own thread.
                  return request
                      .send(body)
                      .compose(
                          response ->
                              response
                                  .body()
                                  .map(
                                      bytes ->
                                          new Answer(
                                              response.statusCode(),
                                              bytes.toString(),
                                              map(response))));
                }));
  }

  private static Map<String, String> map(HttpClientResponse response) {
    Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    response.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
    return headers;
  }

  private Answer login(String token) throws Exception {
    return ask(
        HttpMethod.POST,
        "/login",
        Map.of("Content-Type", "application/x-www-form-urlencoded"),
        "token=" + token.replace(" ", "+"));
  }

  private String cookie() throws Exception {
    return login(TOKEN).headers().get("Set-Cookie").split(";")[0];
  }

  private WebSocket open(String cookie) throws Exception {
    return wait(
        sockets.connect(
            new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/live/websocket")
                .putHeader("Cookie", cookie)));
  }

  /** A browser that listens, and everything that it received. */
  private final class Viewer {
    private final List<JsonObject> heard = new CopyOnWriteArrayList<>();
    private final WebSocket socket;
    private volatile boolean closed;

    Viewer() throws Exception {
      socket = open(cookie());
      socket.closeHandler(gone -> closed = true);
      socket.textMessageHandler(text -> heard.add(new JsonObject(text)));
      socket.binaryMessageHandler(bytes -> heard.add(new JsonObject(bytes)));
      send(new JsonObject().put("type", "register").put("address", "dashboard.events"));
      await().until(() -> types().contains("snapshot"));
    }

    void send(JsonObject message) {
      socket.writeTextMessage(message.encode());
    }

    List<String> types() {
      return heard.stream()
          .filter(message -> message.getValue("body") instanceof JsonObject)
          .map(message -> message.getJsonObject("body").getString("type"))
          .toList();
    }
  }

  private void progress(String id, double fraction) {
    bus.publish(
        Addresses.TASK_EVENTS,
        new TaskEvent.Progressed(
            new TaskId(id), 0, Instant.now(), Progress.of(Stage.PROCESS, fraction)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/live/info",
        "/data/session",
        "/data/tasks",
        "/data/tasks/t1",
        "/results/t1/a.mp4",
      })
  void wantsALogin(String path) throws Exception {
    assertThat(ask(HttpMethod.GET, path, Map.of(), "").status()).isEqualTo(401);
    assertThat(
            ask(HttpMethod.GET, path, Map.of("Cookie", "media-runner-" + port + "=1.a.b"), "")
                .status())
        .isEqualTo(401);
    assertThat(ask(HttpMethod.POST, "/actions/drain", Map.of(), "").status()).isEqualTo(401);
  }

  @Test
  void doesNotOpenTheBridgeToStrangersNorToOtherSites() throws Exception {
    assertRefused(Map.of());
    assertRefused(Map.of("Cookie", cookie(), "Origin", "https://evil.example.org"));
  }

  private void assertRefused(Map<String, String> headers) throws Exception {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI("/live/websocket");
    headers.forEach(options::putHeader);
    try {
      wait(sockets.connect(options));
      throw new AssertionError("connected");
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(UpgradeRejectedException.class);
      assertThat(((UpgradeRejectedException) e.getCause()).getStatus()).isEqualTo(401);
    }
  }

  @Test
  void keepsTheSessionFromScriptsAndOtherSites() throws Exception {
    assertThat(login("wrong").status()).isEqualTo(401);
    Answer in = login(TOKEN);
    assertThat(in.status()).isEqualTo(303);
    assertThat(in.headers().get("Set-Cookie"))
        .containsIgnoringCase("HttpOnly")
        .contains("SameSite=Strict");
    assertThat(in.headers().get("Content-Security-Policy"))
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
    for (int i = 0; i < 10; i++) {
      login("wrong");
    }
    assertThat(login(TOKEN).status()).as("no more guessing for a while").isEqualTo(429);
  }

  @Test
  void actsOnlyForItsOwnPage() throws Exception {
    String cookie = cookie();
    store.accept(0, TaskRequests.encoding("t1"), Instant.now());
    assertThat(ask(HttpMethod.POST, "/actions/stop/t1", Map.of("Cookie", cookie), "").status())
        .isEqualTo(403);
    assertThat(store.find(new TaskId("t1")).orElseThrow().stopRequested()).isFalse();
    String csrf =
        new JsonObject(ask(HttpMethod.GET, "/data/session", Map.of("Cookie", cookie), "").body())
            .getString("csrf");
    Answer stopped =
        ask(
            HttpMethod.POST,
            "/actions/stop/t1",
            Map.of("Cookie", cookie, "X-CSRF-Token", csrf),
            "");
    assertThat(stopped.body()).isEqualTo("{\"result\":\"ok\"}");
    assertThat(store.find(new TaskId("t1")).orElseThrow().stopRequested()).isTrue();
    assertThat(
            ask(
                    HttpMethod.POST,
                    "/actions/pause/7",
                    Map.of("Cookie", cookie, "X-CSRF-Token", csrf),
                    "")
                .status())
        .isEqualTo(404);
  }

  @Test
  void tellsEachChangeOnceInOrderAfterASnapshot() throws Exception {
    Viewer viewer = new Viewer();
    for (int i = 0; i < 50; i++) {
      progress("t1", i / 50.0);
    }
    await().until(() -> viewer.types().stream().filter("task"::equals).count() == 50);
    List<Long> numbers =
        viewer.heard.stream().map(m -> m.getJsonObject("body").getLong("seq")).toList();
    for (int i = 1; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) + 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "send, dashboard.events",
    "publish, dashboard.events",
    "publish, task.stop",
    "send, task.encoding",
    "register, task.events",
    "register, dashboard.",
    "register, 'dashboard.log.../../etc'",
    "register, ''",
  })
  void disconnectsWhoAsksForMore(String type, String address) throws Exception {
    Viewer good = new Viewer();
    Viewer bad = new Viewer();
    List<Object> stops = new CopyOnWriteArrayList<>();
    bus.consume(Addresses.TASK_STOP, message -> stops.add(message.body()));

    bad.send(
        new JsonObject().put("type", type).put("address", address).put("body", new JsonObject()));

    await().atMost(10, TimeUnit.SECONDS).until(() -> bad.closed);
    int before = good.heard.size();
    progress("t1", 0.5);
    await().until(() -> good.heard.size() > before);
    assertThat(good.closed).isFalse();
    assertThat(stops).isEmpty();
  }

  @Test
  void disconnectsWhoFloods() throws Exception {
    Viewer bad = new Viewer();
    for (int i = 0; i < 100; i++) {
      bad.send(new JsonObject().put("type", "ping"));
    }
    await().atMost(10, TimeUnit.SECONDS).until(() -> bad.closed);
  }

  @Test
  void cutsOffWhoDoesNotReadAndNobodyElseNotices() throws Exception {
    Viewer good = new Viewer();
    WebSocket deaf = open(cookie());
    deaf.writeTextMessage(
        new JsonObject().put("type", "register").put("address", "dashboard.events").encode());
    deaf.pause();
    List<String> gone = new CopyOnWriteArrayList<>();
    deaf.closeHandler(closed -> gone.add("closed"));
    BrowserFeed feed = new BrowserFeed(vertx);
    JsonObject large =
        new JsonObject().put("type", "noise").put("seq", 0).put("text", "x".repeat(20_000));
    long begin = System.nanoTime();
    for (int i = 0; i < 600; i++) { // 12 MB: more than sockets hold
      feed.publish("events", large);
    }
    progress("t9", 0.9);
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(
            () ->
                good.heard.stream()
                    .anyMatch(
                        m -> {
                          JsonObject body = m.getJsonObject("body");
                          return body.encode().contains("t9");
                        }));
    assertThat(good.closed).isFalse();
    await().atMost(30, TimeUnit.SECONDS).until(() -> System.nanoTime() - begin > 12_000_000_000L);
    deaf.resume();
    await().atMost(20, TimeUnit.SECONDS).until(() -> !gone.isEmpty());
  }

  @Test
  void givesMetricsToThoseWithATokenOrALogin() throws Exception {
    assertThat(ask(HttpMethod.GET, "/metrics", Map.of(), "").status()).isEqualTo(401);
    for (String wrong : List.of("Bearer wrong", "Bearer ", "Basic " + TOKEN, TOKEN)) {
      assertThat(ask(HttpMethod.GET, "/metrics", Map.of("Authorization", wrong), "").status())
          .as(wrong)
          .isEqualTo(401);
    }
    for (String token : List.of(TOKEN, "runner-token")) {
      assertThat(
              ask(HttpMethod.GET, "/metrics", Map.of("Authorization", "Bearer " + token), "")
                  .body())
          .isEqualTo("runner_up 1\n");
    }
    assertThat(ask(HttpMethod.GET, "/metrics", Map.of("Cookie", cookie()), "").status())
        .isEqualTo(200);
  }

  @Test
  void refusesPlacesAndPagesThatDoNotExist() throws Exception {
    Map<String, String> in = Map.of("Cookie", cookie());
    for (String query : List.of("state=lost", "limit=0", "limit=x", "after=1", "limit=1000")) {
      assertThat(ask(HttpMethod.GET, "/data/tasks?" + query, in, "").status())
          .as(query)
          .isEqualTo(400);
    }
    for (String path :
        List.of(
            "/data/tasks/nosuch",
            "/data/tasks/..%2f",
            "/results/t1/..%2f..%2frunner.db",
            "/results/..%2f/runner.db",
            "/results/t1/none.mp4",
            "/assets/nosuch.js",
            "/assets/..%2f..%2fopenapi.yaml")) {
      assertThat(ask(HttpMethod.GET, path, in, "").status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void staysSmall() throws Exception {
    assertThat(Assets.load().pageBytes()).isLessThan(200_000);
  }
}
