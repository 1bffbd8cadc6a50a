package io.mediarunner.verticles.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.config.CompletionConfig;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.store.Undelivered;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.NoBlockedThreads;
import io.mediarunner.verticles.TaskRequests;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.mediarunner.verticles.demo.ManagerDouble.Route;
import io.mediarunner.verticles.demo.ManagerDouble.Seen;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An unavailable Manager, over hours on a clock that the test turns; the sockets are real. */
@ExtendWith({VertxExtension.class, NoBlockedThreads.class})
class OutboxDeliveryTest {
  private static final long LIMIT_SECONDS = 10;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String RUNNER = "my-runner-127.0.0.1-8082";
  private static final String TOKEN = "of-the-test";

  /** The default of a runner. */
  private static final CompletionConfig STANDARD =
      new CompletionConfig(5, Duration.ofSeconds(60), 1.5);

  private Vertx vertx;
  private Context loop;
  private volatile Instant now = START;
  private volatile Instant wall = START;
  private final Clock clock = clock(() -> wall);

  private TaskStore store;
  private ManagerDouble manager;
  private OutboxDelivery delivery;
  @TempDir private Path folder;

  @BeforeEach
  void open(Vertx vertx, VertxTestContext test) {
    this.vertx = vertx;
    loop = vertx.getOrCreateContext();
    store = TaskStore.open(folder.resolve("runner.db"));
    manager = new ManagerDouble(vertx, TOKEN, "1.7.1");
    manager.listen(0).onComplete(test.succeedingThenComplete());
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

  @Test
  void deliversOnceTheManagerIsBackAfterTenMinutes() throws Exception {
    registerAndEndTask();
    int port = manager.url().getPort();
    manager.close().await(LIMIT_SECONDS, TimeUnit.SECONDS); // real refusals from now on
    prepare(STANDARD);

    while (now.isBefore(START.plus(Duration.ofMinutes(10)))) {
      tryOnceAndGoOn();
    }
    assertThat(undelivered().tries()).isBetween(4, 8);
    manager.listen(port).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    tryOnce();

    assertThat(store.outbox().undelivered()).isEmpty();
    assertThat(manager.completions()).hasSize(1);
    assertThat(Duration.between(START, now)).isLessThan(Duration.ofMinutes(20));
  }

  @Test
  void givesUpAfterADayOfSpreadAndBoundedWaits() throws Exception {
    registerAndEndTask();
    manager.answerNext(Route.COMPLETION, 503, 10_000);
    prepare(STANDARD);
    List<Duration> waits = new ArrayList<>();

    while (store.outbox().undelivered().stream().noneMatch(Undelivered::givenUp)) {
      Instant before = now;
      tryOnceAndGoOn();
      waits.add(Duration.between(before, now));
    }

    assertThat(Duration.between(START, now)).isBetween(Duration.ofHours(24), Duration.ofHours(25));
    List<Duration> slow = waits.subList(6, waits.size() - 1);
    assertThat(slow).allMatch(wait -> wait.toSeconds() >= 409 && wait.toSeconds() <= 501);
    assertThat(slow.stream().distinct().count()).as("spread").isGreaterThan(100);
    assertThat(undelivered().lastError())
        .hasValueSatisfying(error -> assertThat(error).startsWith("HTTP 503"));
    List<Seen> tries = manager.seen(Route.COMPLETION);
    assertThat(tries).hasSize(undelivered().tries());
    assertThat(tries.stream().map(Seen::body).distinct()).hasSize(1);
    assertThat(tries.stream().map(seen -> seen.headers().get("idempotency-key")).distinct())
        .containsExactly("a:1");

    manager.answerAsUsual(Route.COMPLETION);
    onLoop(delivery::tryAllAgain);
    await().until(() -> store.outbox().undelivered().isEmpty());
    assertThat(manager.completions()).hasSize(1);
  }

  @Test
  void neverWaitsLongerThanAnHour() throws Exception {
    registerAndEndTask();
    manager.answerNext(Route.COMPLETION, 503, 10_000);
    prepare(new CompletionConfig(20, Duration.ofSeconds(60), 3));

    for (int i = 0; i < 15; i++) {
      Instant before = now;
      tryOnceAndGoOn();
      assertThat(Duration.between(before, now)).isLessThanOrEqualTo(Duration.ofHours(1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {410, 413, 422})
  void givesUpAtOnceWhatWouldBeRefusedAgain(int status) throws Exception {
    registerAndEndTask();
    manager.answerNext(Route.COMPLETION, status, 1);
    prepare(STANDARD);

    tryOnce();

    assertThat(undelivered().givenUp()).isTrue();
    assertThat(undelivered().lastError())
        .hasValueSatisfying(error -> assertThat(error).startsWith("HTTP " + status));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 403, 404, 405, 408, 409, 429, 500, 502, 503, 504})
  void triesAgainWhatMayPass(int status) throws Exception {
    registerAndEndTask();
    manager.answerNext(Route.COMPLETION, status, 1);
    prepare(STANDARD);

    tryOnceAndGoOn();
    tryOnce();

    assertThat(store.outbox().undelivered()).isEmpty();
    assertThat(manager.completions()).hasSize(1);
  }

  @Test
  void isTriedOnThoughTheClockIsSetForwardByTwoDays() throws Exception {
    registerAndEndTask();
    manager.answerNext(Route.COMPLETION, 503, 2);
    prepare(STANDARD);

    tryOnceAndGoOn();
    wall = START.plus(Duration.ofDays(2));
    tryOnce();
    assertThat(undelivered().givenUp()).isFalse();
    now = now.plus(Duration.ofMinutes(2));
    tryOnce();

    assertThat(manager.completions()).hasSize(1);
  }

  @Test
  void isTriedAtOnceThoughTheClockIsSetBackByTwoDays() throws Exception {
    wall = START.minus(Duration.ofDays(2));
    registerAndEndTask();
    manager.answerNext(Route.COMPLETION, 503, 1);
    prepare(STANDARD);

    tryOnce();
    wall = START.minus(Duration.ofDays(4));
    now = now.plus(Duration.ofSeconds(67));
    tryOnce();

    assertThat(manager.completions()).hasSize(1);
  }

  @Test
  void isTriedAfterAWeekendInWhichTheRunnerWasOff() throws Exception {
    registerAndEndTask();
    manager.answerNext(Route.COMPLETION, 503, 3);
    prepare(STANDARD);
    tryOnceAndGoOn();
    tryOnce();

    now = now.plus(Duration.ofDays(3));
    wall = now;
    store.outbox().resume(1);
    tryOnceAndGoOn();
    assertThat(undelivered().givenUp()).isFalse();
    tryOnce();

    assertThat(manager.completions()).hasSize(1);
  }

  @Test
  void triesWhatIsParkedOnceMoreAfterEachRegistration() throws Exception {
    registerAndEndTask();
    manager.answerNext(Route.COMPLETION, 503, 10_000);
    prepare(STANDARD);
    while (!undelivered().givenUp()) {
      tryOnceAndGoOn();
    }
    int tries = undelivered().tries();

    for (int i = 1; i <= 2; i++) {
      int expected = tries + i;
      onLoop(delivery::deliverAllNow);
      await().until(() -> undelivered().givenUp() && undelivered().tries() == expected);
    }
    manager.answerAsUsual(Route.COMPLETION);
    onLoop(delivery::deliverAllNow);
    await().until(() -> store.outbox().undelivered().isEmpty());
  }

  private void tryOnceAndGoOn() throws Exception {
    tryOnce();
    undelivered().nextTryAt().ifPresent(at -> now = at);
    wall = now;
  }

  /** Delivers what is due and waits until that is noted. */
  private void tryOnce() throws Exception {
    int before = undelivered().tries();
    onLoop(delivery::deliver);
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> store.outbox().undelivered().stream().noneMatch(d -> d.tries() == before));
  }

  private Undelivered undelivered() {
    return store.outbox().undelivered().get(0);
  }

  private void onLoop(Runnable work) {
    loop.runOnContext(event -> work.run());
  }

  private void registerAndEndTask() throws Exception {
    ManagerApi api = api();
    onLoopFuture(() -> api.register(true, List.of())).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    manager.adopt("a", RUNNER);
    TaskRequest request = TaskRequests.encoding("a");
    store.accept(0, request, wall);
    store.finish(new TaskId("a"), 1, TaskOutcome.succeeded(Optional.of("said")), wall);
  }

  private void prepare(CompletionConfig config) {
    ManagerApi api = api();
    delivery =
        new OutboxDelivery(
            vertx, 0, manager.url(), config, api, new Journal(vertx, store, clock, () -> now));
  }

  private static Clock clock(Supplier<Instant> time) {
    return new Clock() {
      @Override
      public Instant instant() {
        return time.get();
      }

      @Override
      public ZoneOffset getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }
    };
  }

  private ManagerApi api() {
    InstanceConfig instance =
        new InstanceConfig(
            0,
            RUNNER,
            "127.0.0.1",
            8082,
            URI.create("http://127.0.0.1:8082"),
            List.of(TaskType.ENCODING));
    return new ManagerApi(
        vertx,
        instance,
        new ManagerConfig(manager.url(), new Secret(TOKEN), Optional.empty()),
        Network.DIRECT,
        new ManagerVersion(Optional.empty()));
  }

  private <T> Future<T> onLoopFuture(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(event -> work.get().onComplete(done));
    return done.future();
  }
}
