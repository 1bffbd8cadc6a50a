package io.mediarunner.verticles.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.Drain;
import io.mediarunner.core.config.CompletionConfig;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.machine.TaskBudget;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.retry.Backoff;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.FakeTaskVerticle;
import io.mediarunner.verticles.NoBlockedThreads;
import io.mediarunner.verticles.TaskRequests;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.mediarunner.verticles.demo.ManagerDouble.Route;
import io.mediarunner.verticles.demo.ManagerDouble.Seen;
import io.mediarunner.verticles.dispatch.Admission;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A drain of twenty minutes, in time that runs sixty times as fast. */
@ExtendWith({VertxExtension.class, NoBlockedThreads.class})
class DrainTest {
  private static final int SPEED = 60;
  private static final long LIMIT_SECONDS = 10;
  private static final String TOKEN = "of-the-test";
  private static final String RUNNER = "my-runner-127.0.0.1-8082";
  private Context loop;
  private Bus bus;
  private final Clock clock = Clock.systemUTC();
  @TempDir private Path folder;

  @BeforeEach
  void takeALoop(Vertx vertx) {
    loop = vertx.getOrCreateContext();
    bus = new Bus(vertx);
  }

  @Test
  void staysRegisteredAndBusyForTwentyMinutesAndThenReportsTheEnd(Vertx vertx) throws Exception {
    ManagerDouble manager =
        new ManagerDouble(vertx, TOKEN, "1.7.1").listen(0).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    manager.forgetAfter(fast(Duration.ofSeconds(60)));
    try (TaskStore store = TaskStore.open(folder.resolve("runner.db"))) {
      Journal journal = new Journal(vertx, store, clock);
      FakeTaskVerticle encoder = new FakeTaskVerticle(bus, journal);
      vertx.deployVerticle(encoder).await(LIMIT_SECONDS, TimeUnit.SECONDS);
      InstanceConfig instance =
          new InstanceConfig(
              0,
              RUNNER,
              "127.0.0.1",
              8082,
              URI.create("http://127.0.0.1:8082"),
              List.of(TaskType.ENCODING));
      vertx
          .deployVerticle(client(instance, manager, journal))
          .await(LIMIT_SECONDS, TimeUnit.SECONDS);
      Admission admission = new Admission(instance, journal, bus, clock, TaskBudget.unlimited());
      onLoop(
              () ->
                  admission.start().compose(started -> admission.admit(TaskRequests.encoding("a"))))
          .await(LIMIT_SECONDS, TimeUnit.SECONDS);
      await().until(() -> encoder.wasTaken("a") && manager.runners().size() == 1);
      manager.adopt("a", RUNNER);

      bus.publish(Addresses.DRAIN, new Drain());

      await().until(() -> manager.runners().get(0).availability().equals("busy"));
      Duration drain = fast(Duration.ofMinutes(20));
      int before = manager.seen(Route.HEARTBEAT).size();
      await()
          .pollInterval(Duration.ofMillis(20))
          .during(drain)
          .atMost(drain.multipliedBy(2))
          .until(
              () ->
                  manager.runners().size() == 1
                      && manager.runners().get(0).availability().equals("busy"));
      assertThat(manager.seen(Route.HEARTBEAT).size() - before).isGreaterThan(40);
      assertThat(manager.seen(Route.HEARTBEAT)).extracting(Seen::status).containsOnly(200);
      assertThat(manager.seen(Route.REGISTER)).hasSize(1);

      encoder
          .end("a", TaskOutcome.succeeded(Optional.empty()))
          .await(LIMIT_SECONDS, TimeUnit.SECONDS);

      await().until(() -> manager.completions().size() == 1);
      assertThat(admission.unavailableReason()).isEqualTo("draining");
      assertThat(manager.seen(Route.REGISTER)).hasSize(1);
    }
  }

  private ManagerClientVerticle client(
      InstanceConfig instance, ManagerDouble manager, Journal journal) {
    ManagerTimings standard = ManagerTimings.STANDARD;
    return new ManagerClientVerticle(
        instance,
        new ManagerConfig(manager.url(), new Secret(TOKEN), Optional.empty()),
        new CompletionConfig(5, Duration.ofSeconds(1), 1.5),
        Network.DIRECT,
        new ManagerVersion(Optional.empty()),
        new ManagerTimings(
            fast(standard.heartbeat()),
            Backoff.doubling(
                fast(standard.retry().first()), fast(standard.retry().most()), Backoff.UNLIMITED)),
        journal,
        bus);
  }

  private static Duration fast(Duration time) {
    return time.dividedBy(SPEED);
  }

  private interface Step {
    Future<Void> run();
  }

  private Future<Void> onLoop(Step step) {
    Promise<Void> done = Promise.promise();
    loop.runOnContext(event -> step.run().onComplete(done));
    return done.future();
  }
}
