package io.mediarunner.verticles.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.config.CompletionConfig;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.NoBlockedThreads;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith({VertxExtension.class, NoBlockedThreads.class})
class ManyInstancesTest {
  private static final int INSTANCES = 64;
  private static final long LIMIT_SECONDS = 30;
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);

  private final AtomicInteger connections = new AtomicInteger();
  private final Map<String, Long> lastBeat = new ConcurrentHashMap<>();
  private final AtomicInteger beats = new AtomicInteger();
  @TempDir private Path folder;

  @Test
  void spreadTheirHeartbeatsOverTheIntervalAndShareConnections(Vertx vertx) throws Exception {
    int port =
        vertx
            .createHttpServer()
            .connectionHandler(any -> connections.incrementAndGet())
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .await(LIMIT_SECONDS, TimeUnit.SECONDS)
            .actualPort();
    try (TaskStore store = TaskStore.open(folder.resolve("runner.db"))) {
      Bus bus = new Bus(vertx);
      Journal journal = new Journal(vertx, store, Clock.systemUTC());
      URI manager = URI.create("http://127.0.0.1:" + port);
      Future.all(
              IntStream.range(0, INSTANCES)
                  .mapToObj(number -> vertx.deployVerticle(client(number, manager, journal, bus)))
                  .toList())
          .await(LIMIT_SECONDS, TimeUnit.SECONDS);

      await().atMost(20, TimeUnit.SECONDS).until(() -> beats.get() >= 3 * INSTANCES);

      assertThat(lastBeat).hasSize(INSTANCES);
      assertThat(connections).as("connections ever opened").hasValueLessThanOrEqualTo(4);
      for (int part = 0; part < 8; part++) {
        int wanted = part;
        assertThat(lastBeat.values().stream().filter(at -> at * 8 / HEARTBEAT.toNanos() == wanted))
            .as("heartbeats in one eighth of the interval, where 8 would be even")
            .hasSizeBetween(2, 20);
      }
      vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void answer(HttpServerRequest request) {
    boolean beat = request.path().startsWith("/runner/heartbeat/");
    if (beat) {
      beats.incrementAndGet();
      lastBeat.put(request.path(), Math.floorMod(System.nanoTime(), HEARTBEAT.toNanos()));
    }
    request
        .response()
        .putHeader("Content-Type", "application/json")
        .end(new JsonObject().put("status", beat ? "ok" : "registered").toBuffer());
  }

  private static ManagerClientVerticle client(int number, URI manager, Journal journal, Bus bus) {
    return new ManagerClientVerticle(
        new InstanceConfig(
            number,
            "runner-" + number,
            "127.0.0.1",
            8082 + number,
            URI.create("http://127.0.0.1:8082"),
            List.of(TaskType.ENCODING)),
        new ManagerConfig(manager, new Secret("of-the-test"), Optional.empty()),
        new CompletionConfig(5, Duration.ofSeconds(1), 1),
        Network.DIRECT,
        new ManagerVersion(Optional.empty()),
        new ManagerTimings(HEARTBEAT, ManagerTimings.STANDARD.retry()),
        journal,
        bus);
  }
}
