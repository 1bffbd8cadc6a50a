package io.mediarunner.verticles.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.InstanceAvailability;
import io.mediarunner.core.bus.ManagerState;
import io.mediarunner.core.bus.RetryDeliveries;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.bus.ToolState;
import io.mediarunner.core.config.CompletionConfig;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.retry.Backoff;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.store.Undelivered;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.NoBlockedThreads;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.mediarunner.verticles.demo.ManagerDouble.Route;
import io.mediarunner.verticles.demo.ManagerDouble.Seen;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
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
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@ExtendWith({VertxExtension.class, NoBlockedThreads.class})
class ManagerClientVerticleTest {
  private static final long LIMIT_SECONDS = 10;
  private static final String TOKEN = "a-token-that-must-not-be-logged";
  private static final ManagerTimings FAST =
      new ManagerTimings(
          Duration.ofMillis(50),
          Backoff.doubling(Duration.ofMillis(50), Duration.ofMillis(200), Backoff.UNLIMITED));
  private final List<ManagerState> states = new CopyOnWriteArrayList<>();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private Vertx vertx;
  private Bus bus;
  private TaskStore store;
  private ManagerDouble manager;
  @TempDir private Path folder;

  @BeforeEach
  void open(Vertx vertx, VertxTestContext test) {
    this.vertx = vertx;
    bus = new Bus(vertx);
    bus.consume(Addresses.MANAGER_STATE, message -> states.add(message.body()));
    store = TaskStore.open(folder.resolve("runner.db"));
    logged.start();
    logger().addAppender(logged);
    manager = new ManagerDouble(vertx, TOKEN, "1.7.1");
    manager.listen(0).onComplete(test.succeedingThenComplete());
  }

  @AfterEach
  void theTokenIsNeverLogged() {
    logger().detachAppender(logged);
    assertThat(logged.list).noneMatch(event -> event.getFormattedMessage().contains(TOKEN));
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("io.mediarunner.verticles.report");
  }

  @Test
  void registersAndSendsHeartbeatsWithItsAvailability() throws Exception {
    deploy();

    await().until(() -> manager.seen(Route.HEARTBEAT).size() >= 2);
    bus.publish(Addresses.INSTANCE_AVAILABILITY, new InstanceAvailability(0, false, "task"));
    await().until(() -> manager.runners().get(0).availability().equals("busy"));

    assertThat(manager.seen(Route.REGISTER)).hasSize(1);
    assertThat(manager.runners().get(0).taskTypes()).containsExactly("encoding", "studio");
    assertThat(states).last().isEqualTo(new ManagerState(0, true, ""));
  }

  @Test
  void speaksTheWireThatTheManagerKnows() throws Exception {
    deploy();
    await().until(() -> !manager.seen(Route.HEARTBEAT).isEmpty());
    endTask("t1");
    await().until(() -> !manager.seen(Route.COMPLETION).isEmpty());

    Seen register = manager.seen(Route.REGISTER).get(0);
    assertThat(register.headers())
        .containsEntry("authorization", "Bearer " + TOKEN)
        .containsEntry("x-runner-version", "1.7.1")
        .containsEntry("accept", "application/json")
        .containsEntry("content-type", "application/json");
    assertThat(new JsonObject(register.body()).fieldNames())
        .containsExactly("id", "url", "task_types", "availability");
    Seen heartbeat = manager.seen(Route.HEARTBEAT).get(0);
    assertThat(heartbeat.path()).isEqualTo("/runner/heartbeat/my-runner-127.0.0.1-8082");
    assertThat(heartbeat.body()).isEqualTo("{\"availability\":\"available\"}");
    Seen completion = manager.seen(Route.COMPLETION).get(0);
    assertThat(completion.headers())
        .containsEntry("idempotency-key", "t1:1")
        .containsEntry("content-type", "application/json")
        .doesNotContainKey("x-runner-version");
    assertThat(completion.body())
        .isEqualTo(
            "{\"task_id\":\"t1\",\"status\":\"completed\",\"error_message\":null,\"script_output\":\"said\"}");
  }

  @Test
  void registersAgainWithoutATypeWhoseProgramsDoNotWork() throws Exception {
    deploy();
    await().until(() -> !manager.seen(Route.HEARTBEAT).isEmpty());

    bus.publish(Addresses.TOOL_STATE, new ToolState(TaskType.STUDIO, false, "no ffmpeg"));
    await().until(() -> manager.runners().get(0).taskTypes().equals(List.of("encoding")));
    bus.publish(Addresses.TOOL_STATE, new ToolState(TaskType.STUDIO, true, ""));
    await().until(() -> manager.runners().get(0).taskTypes().equals(List.of("encoding", "studio")));

    int heartbeats = manager.seen(Route.HEARTBEAT).size();
    await().until(() -> manager.seen(Route.HEARTBEAT).size() > heartbeats + 2);
    assertThat(manager.seen(Route.REGISTER)).hasSize(3);
  }

  @Test
  void forgivesTwoMissedHeartbeats() throws Exception {
    deploy();
    await().until(() -> !manager.seen(Route.HEARTBEAT).isEmpty());
    int before = manager.seen(Route.HEARTBEAT).size();
    manager.answerNext(Route.HEARTBEAT, 500, 2);
    await().until(() -> manager.seen(Route.HEARTBEAT).size() >= before + 4);

    assertThat(manager.seen(Route.REGISTER)).hasSize(1);
    assertThat(states).allMatch(ManagerState::registered);
  }

  @Test
  void isLostAfterThreeAndComesBack() throws Exception {
    deploy();
    await().until(() -> !manager.seen(Route.HEARTBEAT).isEmpty());
    manager.answerNext(Route.HEARTBEAT, 500, 3);

    await().until(() -> states.stream().anyMatch(state -> !state.registered()));
    await().until(() -> states.get(states.size() - 1).registered());
    assertThat(manager.seen(Route.HEALTH)).isNotEmpty();
  }

  @Test
  void registersAtOnceWithAManagerThatForgotIt() throws Exception {
    deploy();
    await().until(() -> manager.runners().size() == 1);
    manager.forgetRunners();

    await().until(() -> manager.runners().size() == 1);
    assertThat(states).allMatch(ManagerState::registered);
  }

  @Test
  void waitsForAManagerThatComesLater() throws Exception {
    int port = manager.url().getPort();
    manager.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    deploy();
    await().until(() -> !states.isEmpty() && !states.get(states.size() - 1).registered());

    ManagerDouble later =
        new ManagerDouble(vertx, TOKEN, "1.7.1")
            .listen(port)
            .await(LIMIT_SECONDS, TimeUnit.SECONDS);

    await().until(() -> later.runners().size() == 1);
  }

  @Test
  void findsTheHealthPathOfAnOlderManager() throws Exception {
    manager.healthAt("/manager/health");
    manager.answerNext(Route.REGISTER, 503, 1);
    deploy();

    await().until(() -> manager.runners().size() == 1);
    assertThat(manager.seen(Route.HEALTH))
        .extracting(Seen::path)
        .containsExactly("/api/health", "/manager/health");
  }

  @Test
  void speaksTheVersionThatAKnownManagerAsksFor() throws Exception {
    ManagerDouble older =
        new ManagerDouble(vertx, TOKEN, "1.6.2").listen(0).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    deploy(older.url(), Optional.empty());

    await().until(() -> older.runners().size() == 1);
    assertThat(older.seen(Route.REGISTER))
        .extracting(seen -> seen.headers().get("x-runner-version"))
        .containsExactly("1.7.1", "1.6.2");
    assertThat(logged.list)
        .as("warns of nothing that mends itself")
        .noneMatch(event -> event.getFormattedMessage().contains("version"))
        .noneMatch(event -> event.getFormattedMessage().contains("MANAGER_COMPAT_VERSION"));
  }

  @Test
  void registersAgainWhereAManagerOfAnotherVersionHasTakenOver() throws Exception {
    deploy();
    await().until(() -> manager.seen(Route.HEARTBEAT).size() >= 1);

    manager.answerNext(Route.HEARTBEAT, 409, 1);

    await().until(() -> manager.seen(Route.REGISTER).size() >= 2);
    assertThat(logged.list)
        .noneMatch(event -> event.getFormattedMessage().contains("MANAGER_COMPAT_VERSION"));
  }

  @Test
  void staysWithAConfiguredVersionAndSaysWhatToChange() throws Exception {
    ManagerDouble other =
        new ManagerDouble(vertx, TOKEN, "2.0.0").listen(0).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    deploy(other.url(), Optional.of("1.7"));

    await().until(() -> other.seen(Route.REGISTER).size() >= 3);
    assertThat(other.seen(Route.REGISTER))
        .allMatch(seen -> seen.headers().get("x-runner-version").equals("1.7"));
    assertThat(logged.list)
        .filteredOn(event -> event.getFormattedMessage().contains("MANAGER_COMPAT_VERSION"))
        .singleElement()
        .matches(event -> event.getFormattedMessage().contains("set it to auto"));
  }

  @Test
  void saysOnceWhatToDoAboutAVersionThatNoRunnerKnowsYet() throws Exception {
    ManagerDouble newer =
        new ManagerDouble(vertx, TOKEN, "2.0.0").listen(0).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    deploy(newer.url(), Optional.empty());

    await().until(() -> newer.seen(Route.REGISTER).size() >= 3);
    assertThat(logged.list)
        .filteredOn(event -> event.getFormattedMessage().contains("MANAGER_COMPAT_VERSION"))
        .singleElement()
        .matches(event -> event.getFormattedMessage().contains("(1.0 to 1.7)"));
  }

  @Test
  void showsThePreviousTokenToAManagerThatDoesNotKnowTheNewOne() throws Exception {
    ManagerDouble old =
        new ManagerDouble(vertx, "the-token-before-it", "1.7.1")
            .listen(0)
            .await(LIMIT_SECONDS, TimeUnit.SECONDS);
    manager = old;
    deploy(old.url(), Optional.empty(), Optional.of(new Secret("the-token-before-it")));

    await().until(() -> old.seen(Route.HEARTBEAT).size() >= 2);
    endTask("t1");
    await().until(() -> !old.seen(Route.COMPLETION).isEmpty());

    assertThat(states).allMatch(ManagerState::registered);
    assertThat(old.seen(Route.COMPLETION).get(0).headers())
        .containsEntry("authorization", "Bearer the-token-before-it");
    assertThat(logged.list)
        .filteredOn(event -> event.getFormattedMessage().contains("RUNNER_TOKEN_PREVIOUS"))
        .hasSize(1)
        .noneMatch(event -> event.getFormattedMessage().contains("the-token-before-it"));
  }

  @Test
  void saysWhereToMendAWrongToken() throws Exception {
    ManagerDouble other =
        new ManagerDouble(vertx, "another", "1.7.1")
            .listen(0)
            .await(LIMIT_SECONDS, TimeUnit.SECONDS);
    deploy(other.url(), Optional.empty());

    await().until(() -> !states.isEmpty());
    assertThat(logged.list)
        .anyMatch(
            event ->
                event.getFormattedMessage().contains("RUNNER_TOKEN")
                    && event.getFormattedMessage().contains("AUTHORIZED_TOKENS__"));
    assertThat(states.get(0).detail()).contains("RUNNER_TOKEN");
  }

  @Test
  void deliversACompletionOnceAndByteIdenticallyOverRetries() throws Exception {
    manager.answerNext(Route.COMPLETION, 500, 2);
    deploy();
    await().until(() -> manager.runners().size() == 1);

    endTask("t1");

    await().until(() -> manager.completions().size() == 1);
    assertThat(manager.seen(Route.COMPLETION)).hasSize(3);
    assertThat(manager.seen(Route.COMPLETION).stream().map(Seen::body).distinct()).hasSize(1);
    await().until(() -> store.outbox().nextDue(0).isEmpty());
  }

  @Test
  void deliversWhatWaitedOnDiskBeforeItStarted() throws Exception {
    finish("t1");

    deploy();

    await().until(() -> manager.seen(Route.REGISTER).size() == 1);
    manager.adopt("t1", "my-runner-127.0.0.1-8082");
    await().until(() -> manager.completions().size() == 1);
  }

  @Test
  void parksWhatTheManagerDoesNotUnderstand() throws Exception {
    manager.answerNext(Route.COMPLETION, 422, 1);
    deploy();
    await().until(() -> manager.runners().size() == 1);

    endTask("t1");

    await().until(() -> store.outbox().nextDue(0).isEmpty());
    assertThat(manager.completions()).isEmpty();
    assertThat(logged.list)
        .anyMatch(
            event -> event.getLevel() == Level.ERROR && event.getFormattedMessage().contains("t1"));
  }

  @Test
  void triesWhatItGaveUpAgainWhenAnOperatorSaysSo() throws Exception {
    manager.answerNext(Route.COMPLETION, 422, 1);
    deploy();
    await().until(() -> manager.runners().size() == 1);
    endTask("t1");
    await().until(() -> store.outbox().undelivered().stream().anyMatch(Undelivered::givenUp));
    assertThat(store.outbox().undelivered().get(0).lastError())
        .hasValueSatisfying(error -> assertThat(error).startsWith("HTTP 422"));

    bus.publish(Addresses.RETRY_DELIVERIES, new RetryDeliveries());

    await().until(() -> manager.completions().size() == 1);
    await().until(() -> store.outbox().undelivered().isEmpty());
    assertThat(keys()).containsExactly("t1:1");
  }

  /** All idempotency keys that the Manager has seen. */
  private Set<String> keys() {
    return manager.seen(Route.COMPLETION).stream()
        .map(seen -> seen.headers().get("idempotency-key"))
        .collect(Collectors.toSet());
  }

  @Test
  void sendsTheTokenToNobodyElse() throws Exception {
    ManagerDouble stranger =
        new ManagerDouble(vertx, TOKEN, "1.7.1").listen(0).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    deploy();
    await().until(() -> manager.runners().size() == 1);

    endTask("t1", stranger.url() + "/elsewhere");

    await().until(() -> store.outbox().nextDue(0).isEmpty());
    assertThat(stranger.seen(Route.COMPLETION)).isEmpty();
    assertThat(logged.list).anyMatch(event -> event.getFormattedMessage().contains("MANAGER_URL"));
  }

  private void endTask(String id) throws Exception {
    endTask(id, "http://0.0.0.0:" + manager.url().getPort() + "/task/completion");
  }

  private void endTask(String id, String callback) throws Exception {
    manager.adopt(id, "my-runner-127.0.0.1-8082");
    finish(id, callback);
    bus.publish(
        Addresses.TASK_EVENTS,
        new TaskEvent.Ended(
            new TaskId(id), 0, Instant.now(), TaskState.SUCCEEDED, Optional.empty()));
  }

  private void finish(String id) throws Exception {
    finish(id, manager.url() + "/task/completion");
  }

  private void finish(String id, String callback) throws Exception {
    TaskRequest request =
        new TaskRequest(
            new TaskId(id),
            "e",
            "a",
            Optional.empty(),
            "encoding",
            "http://h/a.mp4",
            Optional.empty(),
            Map.of(),
            "",
            Optional.of(callback));
    int attempt = store.accept(0, request, Instant.now());
    store.finish(
        request.taskId(), attempt, TaskOutcome.succeeded(Optional.of("said")), Instant.now());
  }

  private void deploy() throws Exception {
    deploy(manager.url(), Optional.empty());
  }

  private void deploy(URI url, Optional<String> version) throws Exception {
    deploy(url, version, Optional.empty());
  }

  private void deploy(URI url, Optional<String> version, Optional<Secret> previous)
      throws Exception {
    InstanceConfig instance =
        new InstanceConfig(
            0,
            "my-runner-127.0.0.1-8082",
            "127.0.0.1",
            8082,
            URI.create("http://127.0.0.1:8082"),
            List.of(TaskType.ENCODING, TaskType.STUDIO));
    vertx
        .deployVerticle(
            new ManagerClientVerticle(
                instance,
                new ManagerConfig(url, new Secret(TOKEN), version, previous),
                new CompletionConfig(5, Duration.ofMillis(50), 1.5),
                Network.DIRECT,
                new ManagerVersion(version),
                FAST,
                new Journal(vertx, store, Clock.systemUTC()),
                bus))
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
