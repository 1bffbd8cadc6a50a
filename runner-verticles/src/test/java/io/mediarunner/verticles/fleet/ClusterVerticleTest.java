package io.mediarunner.verticles.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.fleet.ClusterMac;
import io.mediarunner.core.fleet.FleetRules;
import io.mediarunner.core.fleet.FleetStore;
import io.mediarunner.core.fleet.coordinator.FleetCoordinator;
import io.mediarunner.core.fleet.helper.Coordinator;
import io.mediarunner.core.fleet.order.MemberNotice;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.bus.ClusterBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a bus of one Vert.x; that it spans machines is shown with processes. */
class ClusterVerticleTest {
  private static final Secret SECRET = new Secret("a-secret-of-the-fleet");
  private static final ClusterMac MAC = new ClusterMac(SECRET);
  private static final URI SELF = URI.create("http://10.0.0.5:8095");
  private static final URI OTHER = URI.create("http://10.0.0.6:8095");

  private final Vertx vertx = Vertx.vertx();
  private final Vertx cluster = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final AtomicInteger nudges = new AtomicInteger();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final AtomicInteger tries = new AtomicInteger();
  @TempDir private Path folder;
  private FleetStore store;
  private Peers peers;
  private ClusterVerticle verticle;

  @BeforeEach
  void deploy() throws Exception {
    store = FleetStore.open(folder.resolve("fleet.db"));
    FleetCoordinator coordinator =
        new FleetCoordinator(
            store, FleetRules.STANDARD, SECRET, "self", "1.0", "6.0", Clock.systemUTC());
    peers =
        new Peers(List.of(), SELF, address -> new Coordinator(address, SECRET), Clock.systemUTC());
    bus.consume(Addresses.FLEET_WORK, message -> nudges.incrementAndGet());
    wait(new ClusterBus(cluster).consume(ClusterVerticle.MEMBERS, said::add));
    verticle =
        new ClusterVerticle(
            () -> {
              tries.incrementAndGet();
              return Future.succeededFuture(new ClusterBus(cluster));
            },
            SELF,
            MAC,
            coordinator,
            peers,
            bus);
  }

  @AfterEach
  void close() throws Exception {
    wait(vertx.close());
    wait(cluster.close());
    peers.close();
    store.close();
  }

  private static <T> T wait(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void join() throws Exception {
    wait(vertx.deployVerticle(verticle));
    await().until(() -> !said.isEmpty());
  }

  private void say(String address, String text) {
    new ClusterBus(cluster).publish(address, text);
  }

  private List<URI> found() {
    return peers.all().stream().map(Coordinator::address).toList();
  }

  @Test
  void saysThatItIsThereAndHearsOfOthers() throws Exception {
    join();
    assertThat(MemberNotice.read(said.get(0), MAC)).contains(new MemberNotice(SELF));

    say(ClusterVerticle.MEMBERS, new MemberNotice(OTHER).signed(MAC));

    await().until(() -> found().equals(List.of(OTHER)));
    assertThat(nudges).hasValue(0);
  }

  @Test
  void looksForWorkOfOthersButNotAThousandTimes() throws Exception {
    join();
    String work = new MemberNotice(OTHER).signed(MAC);

    for (int i = 0; i < 1_000; i++) {
      say(ClusterVerticle.WORK, work);
    }
    say(ClusterVerticle.MEMBERS, new MemberNotice(URI.create("http://10.0.0.7:8095")).signed(MAC));

    await().until(() -> found().size() == 2); // the last one was heard
    assertThat(nudges.get()).isBetween(1, 40);
  }

  @Test
  void ignoresThoseWhoDoNotKnowTheSecret() throws Exception {
    join();
    ClusterMac other = new ClusterMac(new Secret("another-secret-than-that"));

    say(ClusterVerticle.WORK, new MemberNotice(URI.create("http://10.6.6.6:8095")).signed(other));
    say(ClusterVerticle.WORK, "{");
    say(ClusterVerticle.MEMBERS, new MemberNotice(OTHER).signed(MAC));

    await().until(() -> found().equals(List.of(OTHER)));
    assertThat(nudges).hasValue(0);
  }

  @Test
  void leavesTheClusterWhenItStops() throws Exception {
    join();
    wait(vertx.close());

    assertThat(tries).hasValue(1);
    assertThatThrownBy(() -> wait(cluster.executeBlocking(() -> 1)))
        .as("its Vert.x is closed")
        .isInstanceOf(Exception.class);
  }
}
