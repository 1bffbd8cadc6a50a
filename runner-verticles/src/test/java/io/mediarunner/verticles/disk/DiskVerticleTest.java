package io.mediarunner.verticles.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.DiskSpace;
import io.mediarunner.core.workspace.FreeSpace;
import io.mediarunner.verticles.NoBlockedThreads;
import io.mediarunner.verticles.bus.Bus;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith({VertxExtension.class, NoBlockedThreads.class})
class DiskVerticleTest {
  private static final long LIMIT_SECONDS = 10;
  private static final Duration SOON = Duration.ofMillis(10);
  private Vertx vertx;
  private Bus bus;
  private final List<DiskSpace> told = new CopyOnWriteArrayList<>();
  private volatile OptionalLong usable = OptionalLong.of(1_000);
  private volatile long claimed;

  @BeforeEach
  void listen(Vertx vertx) {
    this.vertx = vertx;
    bus = new Bus(vertx);
    bus.consume(Addresses.DISK_SPACE, message -> told.add(message.body()));
  }

  @Test
  void hasEnoughAgainOnlyWithATenthMoreThanTheReserve() throws Exception {
    deploy(() -> usable, 1_000);
    expect(true, 1_000);
    usable = OptionalLong.of(999);
    expect(false, 999);
    usable = OptionalLong.of(1_099);
    expect(false, 1_099);
    usable = OptionalLong.of(1_100);
    expect(true, 1_100);
    usable = OptionalLong.of(1_000);
    expect(true, 1_000);
  }

  @Test
  void doesNotCountOnWhatTasksUnderWayWillWrite() throws Exception {
    usable = OptionalLong.of(5_000);
    claimed = 4_001;
    deploy(() -> usable, 1_000);
    expect(false, 5_000);
    claimed = 3_900;
    expect(true, 5_000);
  }

  @Test
  void keepsWhatItKnewWhereTheDiskSaysNothing() throws Exception {
    usable = OptionalLong.of(1);
    deploy(() -> usable, 1_000);
    expect(false, 1);
    usable = OptionalLong.empty();
    int before = told.size();
    await().during(Duration.ofMillis(100)).until(() -> told.size() <= before + 1);
    deploy(
        () -> {
          throw new IllegalStateException("of the test");
        },
        1_000);
    usable = OptionalLong.of(5_000);
    expect(true, 5_000);
  }

  @Test
  void asksTheFileSystem(@TempDir Path folder) throws Exception {
    long left = Files.getFileStore(folder).getUsableSpace();
    assertThat(FreeSpace.usable(folder).orElseThrow())
        .isBetween(left / 2, left * 2); // others write too
    assertThat(FreeSpace.usable(folder.resolve("none"))).isEmpty();

    deploy(() -> FreeSpace.usable(folder), Long.MAX_VALUE / 4);
    await().until(() -> told.stream().anyMatch(disk -> !disk.enough()));
  }

  private void expect(boolean enough, long bytes) {
    await()
        .until(
            () ->
                !told.isEmpty() && told.get(told.size() - 1).equals(new DiskSpace(enough, bytes)));
  }

  private void deploy(Supplier<OptionalLong> disk, long reserve) throws Exception {
    vertx
        .deployVerticle(new DiskVerticle(disk, () -> claimed, reserve, SOON, bus))
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
