package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.Drain;
import io.mediarunner.launcher.app.RunnerApp;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.mediarunner.verticles.demo.ManagerDouble.Route;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verticles of a whole runner fail while a task runs: by messages that they cannot understand. */
class SupervisionIT {
  private static final DeliveryOptions LOCAL =
      new DeliveryOptions().setLocalOnly(true).setCodecName("media-runner");
  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private ManagerDouble manager;
  private RunnerApp runner;
  private String task;

  @BeforeEach
  void beginATask() throws Exception {
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    DemoSite media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    TestRunner.video(folder.resolve(DemoSite.VIDEO), 12);
    Map<String, String> settings = TestRunner.settings(folder, manager, "[1x(encoding)]", 1);
    runner = TestRunner.start(vertx, settings);
    TestRunner.awaitRegistered(manager, 1);
    task =
        await()
            .ignoreExceptions() // it may not have heard that it is registered
            .until(
                () ->
                    TestRunner.wait(
                        manager.execute(
                            "encoding", media.url() + "/" + DemoSite.VIDEO, new JsonObject())),
                id -> true);
    await().atMost(Duration.ofMinutes(1)).until(() -> percent() > 10);
  }

  @AfterEach
  void close() throws Exception {
    TestRunner.wait(runner.stop());
    TestRunner.wait(vertx.close());
  }

  @Test
  void aTaskWhoseVerticleFailsBeginsAgainInItsSlot() throws Exception {
    fail(Addresses.TASK_STOP.name());

    awaitSlotLeased();
    completesOnce(task + ":1");
  }

  @Test
  void anInstanceThatFailsKnowsItsTaskAndIsRegisteredAfterwards() throws Exception {
    Set<String> before = vertx.deploymentIDs();

    fail(Addresses.MANAGER_STATE.name());

    await().until(() -> !vertx.deploymentIDs().containsAll(before)); // one has gone
    await().until(() -> vertx.deploymentIDs().size() == before.size());
    awaitSlotLeased();
    assertThat(ping().getBoolean("registered")).isTrue();
    completesOnce(task + ":1");
    await().until(() -> ping().getBoolean("available"));
  }

  @Test
  void theManagerHearsThatItIsBusyFromAnInstanceWhoseReportsFailed() throws Exception {
    int before = manager.seen(Route.REGISTER).size();

    fail(Addresses.INSTANCE_AVAILABILITY.name());

    await().until(() -> manager.seen(Route.REGISTER).size() > before);
    await().until(() -> manager.runners().get(0).availability().equals("busy"));
    completesOnce(task + ":1");
  }

  private void fail(String address) {
    vertx.eventBus().publish(address, new Drain(), LOCAL);
  }

  private void awaitSlotLeased() {
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions() // its port is closed for a moment
        .until(() -> "task".equals(ping().getString("reason")));
  }

  private void completesOnce(String key) throws Exception {
    ManagerDouble.Completion completion = TestRunner.wait(manager.completion(task));
    assertThat(completion.status()).as(completion.errorMessage()).isEqualTo("completed");
    assertThat(manager.seen(Route.COMPLETION))
        .extracting(seen -> seen.headers().get("idempotency-key"))
        .containsOnly(key);
    assertThat(TestRunner.wait(manager.manifest(task)).getJsonArray("files"))
        .contains("720p_lecture.mp4");
  }

  private double percent() throws Exception {
    JsonObject status = new JsonObject(ask("/task/status/" + task).getString("body"));
    return status.getJsonObject("progress", new JsonObject()).getDouble("percent", 0.0);
  }

  private JsonObject ping() throws Exception {
    return new JsonObject(ask("/runner/ping").getString("body"));
  }

  private JsonObject ask(String path) throws Exception {
    return TestRunner.wait(manager.ask(HttpMethod.GET, task, path));
  }
}
