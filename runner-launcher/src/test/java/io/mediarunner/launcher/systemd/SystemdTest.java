package io.mediarunner.launcher.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.Drain;
import io.mediarunner.core.bus.InstanceAvailability;
import io.mediarunner.core.bus.ManagerState;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.verticles.bus.Bus;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemdTest {
  private final Vertx vertx = VertxFactory.create();
  private final Bus bus = new Bus(vertx);
  @TempDir private Path folder;
  private ServiceManager systemd;

  @BeforeEach
  void listen() throws Exception {
    systemd = new ServiceManager(folder.resolve("notify").toString());
  }

  @AfterEach
  void close() throws Exception {
    TestRunner.wait(vertx.close());
    systemd.close();
  }

  @Test
  void isToldWhatHappens() throws Exception {
    deploy(Optional.empty(), List.of());
    await().until(() -> systemd.heard().contains("READY=1"));

    bus.publish(Addresses.INSTANCE_AVAILABILITY, new InstanceAvailability(0, true, ""));
    bus.publish(Addresses.INSTANCE_AVAILABILITY, new InstanceAvailability(1, false, "task"));
    bus.publish(Addresses.MANAGER_STATE, new ManagerState(1, true, ""));
    await()
        .until(
            () -> systemd.heard().contains("STATUS=Instances: 0 free, 1 task; 1 of 2 registered"));

    bus.publish(Addresses.DRAIN, new Drain());
    bus.publish(Addresses.DRAIN, new Drain());
    await().until(() -> systemd.heard().contains("STOPPING=1\nEXTEND_TIMEOUT_USEC=60000000"));
    assertThat(systemd.heard()).filteredOn(line -> line.startsWith("STOPPING")).hasSize(1);
    assertThat(systemd.heard()).noneMatch(line -> line.contains("WATCHDOG"));
  }

  @Test
  void hearsNothingMoreOfARunnerWithABlockedEventLoop() throws Exception {
    Context loop = vertx.getOrCreateContext();
    deploy(Optional.of(Duration.ofMillis(200)), List.of(loop));
    await().until(() -> systemd.count("WATCHDOG=1") >= 3);

    CountDownLatch mayGoOn = new CountDownLatch(1);
    loop.runOnContext(
        event -> {
          try {
            mayGoOn.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    int[] before = {systemd.count("WATCHDOG=1")};
    await() // one may be on its way
        .during(Duration.ofMillis(600))
        .until(
            () -> {
              int last = before[0];
              before[0] = systemd.count("WATCHDOG=1");
              return before[0] == last;
            });
    int blocked = systemd.count("WATCHDOG=1");
    mayGoOn.countDown();

    await().until(() -> systemd.count("WATCHDOG=1") > blocked + 3);
  }

  @Test
  void waitsLongerForARunnerThatDrains() throws Exception {
    deploy(Optional.of(Duration.ofMillis(200)), List.of());
    bus.publish(Addresses.DRAIN, new Drain());

    await().until(() -> systemd.count("EXTEND_TIMEOUT_USEC=60000000") >= 3);
    await().until(() -> systemd.count("WATCHDOG=1") > 0);
  }

  @Test
  void mayListenOnAnAbstractSocket() throws Exception {
    String name = "media-runner-test-" + ProcessHandle.current().pid();
    try (ServiceManager hidden = new ServiceManager("\0" + name);
        NotifySocket socket = NotifySocket.of(Map.of("NOTIFY_SOCKET", "@" + name)).orElseThrow()) {
      socket.send("READY=1", "STATUS=é");
      await().until(() -> hidden.heard().contains("READY=1\nSTATUS=é"));
    }
  }

  @Test
  void doesNotHaveToListen() throws Exception {
    assertThat(NotifySocket.of(Map.of())).isEmpty();
    assertThat(NotifySocket.of(Map.of("NOTIFY_SOCKET", ""))).isEmpty();
    try (NotifySocket nobody =
        NotifySocket.of(Map.of("NOTIFY_SOCKET", folder.resolve("none").toString())).orElseThrow()) {
      nobody.send("READY=1"); // a line in the log
    }
  }

  @Test
  void saysHowOftenItWantsASignOfLife() {
    String pid = "" + ProcessHandle.current().pid();
    assertThat(SystemdVerticle.watchdog(Map.of())).isEmpty();
    assertThat(SystemdVerticle.watchdog(Map.of("WATCHDOG_USEC", "60000000")))
        .contains(Duration.ofSeconds(60));
    assertThat(SystemdVerticle.watchdog(Map.of("WATCHDOG_USEC", "1500", "WATCHDOG_PID", pid)))
        .contains(Duration.ofNanos(1_500_000));
    assertThat(SystemdVerticle.watchdog(Map.of("WATCHDOG_USEC", "1500", "WATCHDOG_PID", "1")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "x", "-1", "1.5"})
  void wantsNoSignOfLifeInOddIntervals(String micros) {
    assertThat(SystemdVerticle.watchdog(Map.of("WATCHDOG_USEC", micros))).isEmpty();
  }

  private void deploy(Optional<Duration> watchdog, List<Context> loops) throws Exception {
    NotifySocket socket = NotifySocket.of(Map.of("NOTIFY_SOCKET", systemd.path())).orElseThrow();
    TestRunner.wait(vertx.deployVerticle(new SystemdVerticle(socket, watchdog, () -> loops, bus)));
  }
}
