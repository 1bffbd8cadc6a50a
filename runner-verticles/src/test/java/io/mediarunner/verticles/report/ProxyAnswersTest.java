package io.mediarunner.verticles.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.ManagerState;
import io.mediarunner.core.bus.RetryDeliveries;
import io.mediarunner.core.config.CompletionConfig;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.TlsConfig;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.retry.Backoff;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.store.Undelivered;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.NoBlockedThreads;
import io.mediarunner.verticles.TestCertificate;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.mediarunner.verticles.demo.ManagerDouble.Route;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Something between runner and Manager answers instead of the Manager; the sockets are real. */
@ExtendWith({VertxExtension.class, NoBlockedThreads.class})
class ProxyAnswersTest {
  private static final long LIMIT_SECONDS = 10;
  private static final String RUNNER = "my-runner-127.0.0.1-8082";
  private static final String TOKEN = "of-the-test";
  private static final int HUGE = 2 * 1024 * 1024;

  private final List<ManagerState> states = new CopyOnWriteArrayList<>();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile Optional<Consumer<HttpServerResponse>> instead = Optional.empty();
  private Vertx vertx;
  private Bus bus;
  private TaskStore store;
  private ManagerDouble manager;
  private WebClient forwarding;
  private URI proxy;
  @TempDir private Path folder;

  @BeforeEach
  void open(Vertx vertx, VertxTestContext test) {
    this.vertx = vertx;
    bus = new Bus(vertx);
    bus.consume(Addresses.MANAGER_STATE, message -> states.add(message.body()));
    store = TaskStore.open(folder.resolve("runner.db"));
    manager = new ManagerDouble(vertx, TOKEN, "1.7.1");
    forwarding = WebClient.create(vertx);
    manager
        .listen(0)
        .compose(
            up ->
                vertx
                    .createHttpServer()
                    .requestHandler(this::between)
                    .listen(0, "127.0.0.1")
                    .onSuccess(
                        server -> proxy = URI.create("http://127.0.0.1:" + server.actualPort())))
        .onComplete(test.succeedingThenComplete());
  }

  @AfterEach
  void close(Vertx vertx, VertxTestContext test) {
    vertx
        .close()
        .onComplete(
            test.succeeding(
                closed -> {
                  store.close();
                  test.completeNow();
                }));
  }

  private void between(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body ->
                instead.ifPresentOrElse(
                    answer -> {
                      answered.incrementAndGet();
                      answer.accept(request.response());
                    },
                    () -> forward(request, body)));
  }

  private void forward(HttpServerRequest request, Buffer body) {
    forwarding
        .requestAbs(HttpMethod.valueOf(request.method().name()), manager.url() + request.uri())
        .putHeaders(request.headers())
        .sendBuffer(body)
        .onSuccess(
            answer ->
                request
                    .response()
                    .setStatusCode(answer.statusCode())
                    .putHeader("Content-Type", "application/json")
                    .end(answer.bodyAsBuffer()));
  }

  private static Consumer<HttpServerResponse> answer(int status, String type, String body) {
    return response ->
        response.setStatusCode(status).putHeader("Content-Type", type).end(Buffer.buffer(body));
  }

  static List<Consumer<HttpServerResponse>> notTheManager() {
    return List.of(
        answer(200, "text/html", "<html><title>Log in</title></html>"),
        answer(200, "application/json", ""),
        answer(204, "", ""),
        answer(200, "application/json", "{}"),
        answer(200, "application/json", "[1]"),
        answer(200, "application/json", "{\"status\":503}"),
        answer(200, "application/json", "{\"status\":\"maintenance\"}"),
        answer(200, "application/json", "\"ok\""),
        answer(413, "text/html", "<html>Request Entity Too Large</html>"));
  }

  @ParameterizedTest
  @MethodSource("notTheManager")
  void keepsACompletionUntilTheManagerItselfHasIt(Consumer<HttpServerResponse> answer)
      throws Exception {
    deploy();
    await().until(() -> manager.runners().size() == 1);
    instead = Optional.of(answer);
    endTask();
    await().until(() -> undelivered().tries() >= 2);
    assertThat(undelivered().givenUp()).isFalse();

    instead = Optional.empty();

    await().until(() -> store.outbox().undelivered().isEmpty());
    assertThat(manager.completions()).hasSize(1);
  }

  @Test
  void saysThatAProxyAnswered() throws Exception {
    deploy();
    await().until(() -> manager.runners().size() == 1);
    instead = Optional.of(answer(200, "text/html", "<html>Log in</html>"));
    endTask();

    await().until(() -> undelivered().lastError().isPresent());
    assertThat(undelivered().lastError().orElseThrow())
        .contains("proxy", "text/html", "MANAGER_URL", "Log in");
  }

  @ParameterizedTest
  @MethodSource("notTheManager")
  void isNotRegisteredByAProxy(Consumer<HttpServerResponse> answer) throws Exception {
    instead = Optional.of(answer);
    deploy();
    await().until(() -> !states.isEmpty());
    assertThat(states).noneMatch(ManagerState::registered);

    instead = Optional.empty();
    await().until(() -> states.get(states.size() - 1).registered());
  }

  @Test
  void losesItsRegistrationWhenAProxyAnswersHeartbeatsAndNamesIt() throws Exception {
    deploy();
    await().until(() -> !manager.seen(Route.HEARTBEAT).isEmpty());
    instead = Optional.of(answer(200, "text/html; charset=utf-8", "<html>Log in</html>"));

    await().until(() -> !states.get(states.size() - 1).registered());
    assertThat(states.get(states.size() - 1).detail()).contains("proxy", "text/html");
    instead = Optional.empty();
    await().until(() -> states.get(states.size() - 1).registered());
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void showsWhereARedirectLeads(int status) throws Exception {
    instead =
        Optional.of(
            response ->
                response
                    .setStatusCode(status)
                    .putHeader("Location", "https://video.example.org/manager/runner/register")
                    .end());
    deploy();

    await().until(() -> !states.isEmpty());
    assertThat(states.get(0).registered()).isFalse();
    assertThat(states.get(0).detail())
        .contains(
            "HTTP " + status,
            "a redirect to https://video.example.org/manager/runner/register",
            "set MANAGER_URL");
  }

  @Test
  void saysWhyTheManagerCannotBeReached() throws Exception {
    URI open = proxy;
    proxy = URI.create("http://no-such-host.invalid:8081");
    deploy();
    await().until(() -> states.size() == 1);
    assertThat(states.get(0).detail())
        .contains("the name no-such-host.invalid cannot be resolved", "correct MANAGER_URL");

    proxy = URI.create("https://127.0.0.1:" + open.getPort()); // it speaks plain HTTP
    deploy();
    await().until(() -> states.size() >= 2);
    assertThat(states.get(states.size() - 1).detail()).contains("no TLS connection", "MANAGER_URL");
  }

  @Test
  void namesTheSettingForAnUnknownAuthority() throws Exception {
    TlsConfig own = TestCertificate.in(folder, "manager", "EC", "-1d");
    proxy =
        URI.create(
            "https://127.0.0.1:"
                + vertx
                    .createHttpServer(
                        new HttpServerOptions()
                            .setSsl(true)
                            .setKeyCertOptions(
                                new PemKeyCertOptions()
                                    .setCertPath(own.certificate().toString())
                                    .setKeyPath(own.key().toString())))
                    .requestHandler(call -> call.response().end())
                    .listen(0, "127.0.0.1")
                    .await(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .actualPort());
    deploy();

    await().until(() -> !states.isEmpty());
    assertThat(states.get(0).detail())
        .contains("an authority that is not trusted here", "SSL_CERT_FILE");
  }

  @Test
  void readsNoMoreThan64KibibytesOfAnAnswer() throws Exception {
    List<Boolean> broken = new CopyOnWriteArrayList<>();
    instead =
        Optional.of(
            response -> {
              response.exceptionHandler(cause -> broken.add(true));
              response.closeHandler(closed -> broken.add(true));
              response.setChunked(true).write(Buffer.buffer(new byte[HUGE]));
            }); // and it never ends
    ManagerApi api =
        new ManagerApi(
            vertx,
            instance(),
            new ManagerConfig(proxy, new Secret(TOKEN), Optional.empty()),
            Network.DIRECT,
            new ManagerVersion(Optional.empty()));

    ManagerAnswer answer =
        api.register(true, List.of(TaskType.ENCODING)).await(LIMIT_SECONDS, TimeUnit.SECONDS);

    assertThat(answer.body()).hasSize(64 << 10);
    assertThat(answer.done()).isFalse();
    await().until(() -> !broken.isEmpty());
  }

  private Undelivered undelivered() {
    return store.outbox().undelivered().get(0);
  }

  private void endTask() throws Exception {
    manager.adopt("t1", RUNNER);
    TaskRequest request =
        new TaskRequest(
            new TaskId("t1"),
            "e",
            "a",
            Optional.empty(),
            "encoding",
            "http://h/a.mp4",
            Optional.empty(),
            Map.of(),
            "",
            Optional.of(proxy + "/task/completion"));
    int attempt = store.accept(0, request, Instant.now());
    store.finish(
        request.taskId(), attempt, TaskOutcome.succeeded(Optional.of("said")), Instant.now());
    bus.publish(Addresses.RETRY_DELIVERIES, new RetryDeliveries());
  }

  private static InstanceConfig instance() {
    return new InstanceConfig(
        0,
        RUNNER,
        "127.0.0.1",
        8082,
        URI.create("http://127.0.0.1:8082"),
        List.of(TaskType.ENCODING));
  }

  private void deploy() throws Exception {
    vertx
        .deployVerticle(
            new ManagerClientVerticle(
                instance(),
                new ManagerConfig(proxy, new Secret(TOKEN), Optional.empty()),
                new CompletionConfig(5, Duration.ofMillis(20), 1),
                Network.DIRECT,
                new ManagerVersion(Optional.empty()),
                new ManagerTimings(
                    Duration.ofMillis(50),
                    Backoff.doubling(
                        Duration.ofMillis(50), Duration.ofMillis(200), Backoff.UNLIMITED)),
                new Journal(vertx, store, Clock.systemUTC()),
                bus))
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
