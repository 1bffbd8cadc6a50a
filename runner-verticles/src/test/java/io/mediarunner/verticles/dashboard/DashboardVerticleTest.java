package io.mediarunner.verticles.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.bundle.TaskBundle;
import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.StorageState;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.bus.ToolState;
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
import io.mediarunner.verticles.NoBlockedThreads;
import io.mediarunner.verticles.TaskRequests;
import io.mediarunner.verticles.bus.BrowserFeed;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.HistoryReader;
import io.mediarunner.verticles.store.Journal;
import io.mediarunner.verticles.web.HttpLimits;
import io.mediarunner.verticles.web.Listening;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.Checkpoint;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, what gets out, and what becomes of those who misbehave. */
@ExtendWith({VertxExtension.class, NoBlockedThreads.class})
class DashboardVerticleTest {
  private static final long LIMIT_SECONDS = 20;
  private static final String TOKEN = "a token of some length";
  private static final HttpLimits LIMITS =
      new HttpLimits(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
  @TempDir private Path folder;
  private Vertx vertx;
  private TaskStore store;
  private TaskHistory history;
  private Bus bus;
  private HttpClient http;
  private WebSocketClient sockets;
  private int port;

  @BeforeEach
  void deploy(Vertx vertx, VertxTestContext test) throws Exception {
    this.vertx = vertx;
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
            List.of(new Secret("runner-token")),
            List.of(
                new InstanceConfig(
                    0, "r-0", "h", 8082, URI.create("http://h:1"), List.of(TaskType.ENCODING))),
            Map.of(),
            Duration.ofSeconds(30),
            folder,
            "1",
            Map.of("ffmpeg", "7"),
            List.of(),
            new MachineGauge(folder, Optional.empty(), Clock.systemUTC()),
            new Masker(List.of(new Secret(TOKEN))),
            new Listening(Optional.empty(), LIMITS),
            new TaskBundle(
                folder,
                folder,
                Map.of(),
                Map.of(),
                new Masker(List.of(new Secret(TOKEN))),
                Clock.systemUTC()),
            Optional.of(
                () ->
                    Future.succeededFuture(
                        new JsonObject().put("nodes", new JsonArray().add(new JsonObject())))));
    http =
        vertx.createHttpClient(
            new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(port));
    sockets = vertx.createWebSocketClient();
    vertx
        .deployVerticle(
            new DashboardVerticle(
                setup,
                new Journal(vertx, store, Clock.systemUTC()),
                new HistoryReader(vertx, history),
                () -> "runner_up 1\n",
                bus,
                Clock.systemUTC()))
        .onComplete(test.succeedingThenComplete());
  }

  @AfterEach
  void close(Vertx vertx, VertxTestContext test) {
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

  private record Answer(int status, String body, MultiMap headers) {}

  private Answer ask(HttpMethod method, String path, Map<String, String> headers, String body)
      throws Exception {
    return http.request(method, path)
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
                                          response.headers())));
            })
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** A browser's cookies after an answer, as its next request sends them. */
  private static String cookies(String before, Answer answer) {
    Map<String, String> cookies = new LinkedHashMap<>();
    Stream.concat(
            Stream.of(before.split("; ")),
            answer.headers().getAll("Set-Cookie").stream().map(cookie -> cookie.split(";")[0]))
        .forEach(cookie -> cookies.put(cookie.split("=", 2)[0], cookie));
    return String.join("; ", cookies.values());
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
    return sockets
        .connect(
            new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/live/websocket")
                .putHeader("Cookie", cookie))
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
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

    /** What needs attention by the latest message that says so, by its keys. */
    List<String> attention() {
      return items().map(item -> item.getString("key")).toList();
    }

    JsonObject item(String key) {
      return items().filter(item -> item.getString("key").equals(key)).findFirst().orElseThrow();
    }

    private Stream<JsonObject> items() {
      List<JsonObject> overviews =
          heard.stream()
              .filter(message -> message.getValue("body") instanceof JsonObject)
              .map(message -> message.getJsonObject("body"))
              .filter(body -> body.containsKey("attention"))
              .toList();
      return overviews.get(overviews.size() - 1).getJsonArray("attention").stream()
          .map(JsonObject.class::cast);
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
        "/data/tasks/t1/bundle",
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
  void doesNotOpenTheBridgeToStrangersNorToOtherSites(VertxTestContext test) throws Exception {
    Checkpoint refused = test.checkpoint(2);
    for (Map<String, String> headers :
        List.of(
            Map.<String, String>of(),
            Map.of("Cookie", cookie(), "Origin", "https://evil.example.org"))) {
      WebSocketConnectOptions options =
          new WebSocketConnectOptions()
              .setHost("127.0.0.1")
              .setPort(port)
              .setURI("/live/websocket");
      headers.forEach(options::putHeader);
      sockets
          .connect(options)
          .onComplete(
              test.failing(
                  cause ->
                      test.verify(
                          () -> {
                            assertThat(cause)
                                .asInstanceOf(type(UpgradeRejectedException.class))
                                .returns(401, UpgradeRejectedException::getStatus);
                            refused.flag();
                          })));
    }
  }

  @Test
  void limitsGuessesAtTheMetricsToo() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(metrics("Bearer guess " + i).status()).isEqualTo(401);
    }
    Answer locked = metrics("Bearer " + TOKEN);
    assertThat(locked.status()).isEqualTo(429);
    assertThat(locked.headers().get("Retry-After")).isEqualTo("60");
    assertThat(login(TOKEN).status()).as("the login has a limit of its own").isEqualTo(303);
  }

  /** The same as the health check says, while the page is open and when it is opened later. */
  @Test
  void saysThatProgramsOrTheStorageDoNotWorkAndThatTheyDoAgain() throws Exception {
    Viewer viewer = new Viewer();
    bus.publish(
        Addresses.TOOL_STATE, new ToolState(TaskType.ENCODING, false, "ffmpeg does not work"));
    bus.publish(Addresses.STORAGE_STATE, new StorageState(false, "it was unmounted"));

    await().until(() -> viewer.attention().containsAll(List.of("tools/encoding", "storage")));
    assertThat(viewer.item("tools/encoding").getString("level")).isEqualTo("bad");
    assertThat(viewer.item("storage").getString("detail")).isEqualTo("it was unmounted");
    assertThat(new Viewer().attention()).contains("tools/encoding", "storage");

    bus.publish(Addresses.TOOL_STATE, new ToolState(TaskType.ENCODING, true, ""));
    bus.publish(Addresses.STORAGE_STATE, new StorageState(true, ""));
    await()
        .until(
            () ->
                viewer.attention().stream()
                    .noneMatch(List.of("tools/encoding", "storage")::contains));
  }

  private Answer metrics(String authorization) throws Exception {
    return ask(HttpMethod.GET, "/metrics", Map.of("Authorization", authorization), "");
  }

  @Test
  void keepsAViewerForLongerThanAnyRequestMayTake() throws Exception {
    Viewer viewer = new Viewer();
    await().pollDelay(Duration.ofMillis(2500)).until(() -> true);
    assertThat(viewer.closed).isFalse();
  }

  @Test
  void keepsTheSessionFromScriptsAndOtherSites() throws Exception {
    assertThat(login("wrong").status()).isEqualTo(401);
    Answer in = login(TOKEN);
    assertThat(in.status()).isEqualTo(303);
    assertThat(in.headers().get("Set-Cookie"))
        .startsWith("media-runner-" + port + "=")
        .containsIgnoringCase("HttpOnly")
        .contains("SameSite=Strict")
        .contains("Max-Age=43200")
        .doesNotContain("Secure");
    assertThat(in.headers().get("Content-Security-Policy"))
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
    for (int i = 0; i < 10; i++) {
      login("wrong " + i);
    }
    assertThat(login(TOKEN).status()).as("no more guessing for a while").isEqualTo(429);
  }

  @Test
  void letsTheOperatorInWhateverStrangersTryBehindTheSameProxy() throws Exception {
    Map<String, String> form = Map.of("Content-Type", "application/x-www-form-urlencoded");
    for (int i = 0; i < 11; i++) {
      Map<String, String> stranger = new HashMap<>(form);
      stranger.put("X-Forwarded-For", "203.0.113." + i + ", 192.0.2.66");
      assertThat(ask(HttpMethod.POST, "/login", stranger, "token=wrong" + i).status())
          .isEqualTo(i < 10 ? 401 : 429);
    }
    Map<String, String> operator = new HashMap<>(form);
    operator.put("X-Forwarded-For", "192.0.2.66, 192.0.2.1");
    operator.put("X-Forwarded-Proto", "https");
    Answer in = ask(HttpMethod.POST, "/login", operator, "token=" + TOKEN.replace(" ", "+"));
    assertThat(in.status()).isEqualTo(303);
    assertThat(in.headers().get("Set-Cookie")).contains("Secure");
  }

  @Test
  void endsASessionByLogout() throws Exception {
    String cookie = cookie();
    Answer session = ask(HttpMethod.GET, "/data/session", Map.of("Cookie", cookie), "");
    assertThat(session.status()).isEqualTo(200);
    String in = cookies(cookie, session);
    assertThat(ask(HttpMethod.POST, "/logout", Map.of("Cookie", in), "").status()).isEqualTo(403);
    Answer out =
        ask(
            HttpMethod.POST,
            "/logout",
            Map.of("Cookie", in, "X-CSRF-Token", new JsonObject(session.body()).getString("csrf")),
            "");
    assertThat(out.status()).isEqualTo(204);
    assertThat(out.headers().getAll("Set-Cookie"))
        .anyMatch(
            gone -> gone.startsWith("media-runner-" + port + "=;") && gone.contains("Max-Age=0"));
    for (String kept : List.of(cookie, in)) {
      assertThat(ask(HttpMethod.GET, "/data/session", Map.of("Cookie", kept), "").status())
          .isEqualTo(401);
    }
  }

  @Test
  void givesNoCookieToThoseWhoAreNotLoggedIn() throws Exception {
    for (String path : List.of("/", "/login", "/data/session", "/assets/app.css", "/metrics")) {
      assertThat(ask(HttpMethod.GET, path, Map.of(), "").headers().contains("Set-Cookie"))
          .as(path)
          .isFalse();
    }
    assertThat(login("wrong").headers().contains("Set-Cookie")).isFalse();
  }

  @Test
  void actsOnlyForItsOwnPage() throws Exception {
    String cookie = cookie();
    store.accept(0, TaskRequests.encoding("t1"), Instant.now());
    assertThat(ask(HttpMethod.POST, "/actions/stop/t1", Map.of("Cookie", cookie), "").status())
        .isEqualTo(403);
    assertThat(store.find(new TaskId("t1")).orElseThrow().stopRequested()).isFalse();
    Answer session = ask(HttpMethod.GET, "/data/session", Map.of("Cookie", cookie), "");
    String csrf = new JsonObject(session.body()).getString("csrf");
    cookie = cookies(cookie, session);
    assertThat(
            ask(
                    HttpMethod.POST,
                    "/actions/stop/t1",
                    Map.of("Cookie", cookie, "X-CSRF-Token", csrf + "x"),
                    "")
                .body())
        .isEqualTo("{\"result\":\"csrf\"}");
    assertThat(store.find(new TaskId("t1")).orElseThrow().stopRequested()).isFalse();
    Answer stopped =
        ask(
            HttpMethod.POST,
            "/actions/stop/t1",
            Map.of("Cookie", cookie, "X-CSRF-Token", csrf),
            "");
    assertThat(stopped.body()).isEqualTo("{\"result\":\"ok\"}");
    assertThat(store.find(new TaskId("t1")).orElseThrow().stopRequested()).isTrue();
    cookie = cookies(cookie, stopped);
    session = ask(HttpMethod.GET, "/data/session", Map.of("Cookie", cookie), "");
    assertThat(
            ask(
                    HttpMethod.POST,
                    "/actions/pause/7",
                    Map.of(
                        "Cookie",
                        cookies(cookie, session),
                        "X-CSRF-Token",
                        new JsonObject(session.body()).getString("csrf")),
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
    // A change that the snapshot already holds may still be on its way: pages pass over it.
    List<Long> numbers =
        viewer.heard.stream().map(m -> m.getJsonObject("body").getLong("seq")).distinct().toList();
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
  void givesEverythingAboutATaskAsAFile() throws Exception {
    store.accept(0, TaskRequests.encoding("t1"), Instant.now());
    Answer bundle = ask(HttpMethod.GET, "/data/tasks/t1/bundle", Map.of("Cookie", cookie()), "");

    assertThat(bundle.status()).isEqualTo(200);
    assertThat(bundle.headers().get("Content-Disposition"))
        .isEqualTo("attachment; filename=\"t1.bundle.json\"");
    assertThat(new JsonObject(bundle.body()).getJsonObject("task").getString("id")).isEqualTo("t1");
    assertThat(bundle.body()).doesNotContain(TOKEN);
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
            "/data/tasks/nosuch/bundle",
            "/data/tasks/..%2f/bundle",
            "/data/tasks/..%2f",
            "/results/t1/..%2f..%2frunner.db",
            "/results/..%2f/runner.db",
            "/results/t1/none.mp4",
            "/assets/nosuch.js",
            "/assets/..%2f..%2fopenapi.yaml")) {
      assertThat(ask(HttpMethod.GET, path, in, "").status()).as(path).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "app.css, text/css; charset=utf-8",
    "main.js, text/javascript; charset=utf-8",
    "hls.js, text/javascript; charset=utf-8",
    "icon.svg, image/svg+xml"
  })
  void servesItsFilesToEverybodyCompressedAndRevalidated(String name, String type)
      throws Exception {
    String path = "/assets/" + name;
    Answer file = ask(HttpMethod.GET, path, Map.of(), "");
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.headers().get("Content-Type")).isEqualTo(type);
    assertThat(file.headers().get("Cache-Control")).isEqualTo("no-cache");
    if (!name.equals("hls.js")) {
      assertThat(file.body()).isEqualTo(new String(Assets.read(name), StandardCharsets.UTF_8));
    }
    String etag = file.headers().get("ETag");
    Answer again = ask(HttpMethod.GET, path, Map.of("If-None-Match", etag), "");
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    Answer other = ask(HttpMethod.GET, path, Map.of("If-None-Match", "\"other\""), "");
    assertThat(other.status()).isEqualTo(200);
    Answer small = ask(HttpMethod.GET, path, Map.of("Accept-Encoding", "gzip"), "");
    assertThat(small.headers().get("Content-Encoding")).isEqualTo("gzip");
    assertThat(small.headers().get("Content-Security-Policy")).isNotNull();
    HttpClient unpacking =
        vertx.createHttpClient(
            new HttpClientOptions().setDefaultPort(port).setDecompressionSupported(true));
    Buffer unpacked =
        unpacking
            .request(HttpMethod.GET, port, "127.0.0.1", path)
            .compose(request -> request.send().compose(HttpClientResponse::body))
            .await(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertThat(unpacked.toString()).isEqualTo(file.body());
  }

  @Test
  void staysSmall() throws Exception {
    long bytes = 0;
    for (String name : Stream.concat(Assets.PAGES.stream(), Assets.FILES.stream()).toList()) {
      bytes += Assets.read(name).length;
    }
    assertThat(bytes).isLessThan(200_000);
  }
}
