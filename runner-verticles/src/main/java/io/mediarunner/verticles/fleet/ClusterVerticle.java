package io.mediarunner.verticles.fleet;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.FleetWork;
import io.mediarunner.core.fleet.ClusterMac;
import io.mediarunner.core.fleet.coordinator.FleetCoordinator;
import io.mediarunner.core.fleet.order.MemberNotice;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.bus.ClusterBus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other members over the bus of the cluster that this one is there and when it has work,
 * and hears the same of them. All else goes over HTTP, so a bus that is broken only makes the fleet
 * slower to notice: members that the settings name are asked all the same.
 */
public final class ClusterVerticle extends VerticleBase {
  static final String MEMBERS = "fleet.members";
  static final String WORK = "fleet.work";
  private static final Logger log = LoggerFactory.getLogger(ClusterVerticle.class);
  private static final long ANNOUNCE_MILLIS = 10_000;
  private static final long RETRY_MILLIS = 30_000;
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** However often others say that they have work. */
  private static final long NUDGE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final int CLOSE_SECONDS = 10;

  private final Supplier<Future<ClusterBus>> connect;
  private final MemberNotice self;
  private final ClusterMac mac;
  private final FleetCoordinator coordinator;
  private final Peers peers;
  private final Bus bus;
  private Optional<ClusterBus> cluster = Optional.empty();
  private Optional<Long> lastNudge = Optional.empty();
  private Optional<Long> lastStranger = Optional.empty();
  private boolean stopping;

  /**
   * @param connect joins the cluster; tried again if it fails
   * @param self address on which this member is asked for work
   * @param mac of the cluster's secret
   * @param peers gets what is found
   */
  public ClusterVerticle(
      Supplier<Future<ClusterBus>> connect,
      URI self,
      ClusterMac mac,
      FleetCoordinator coordinator,
      Peers peers,
      Bus bus) {
    this.connect = Objects.requireNonNull(connect, "connect");
    this.self = new MemberNotice(self);
    this.mac = Objects.requireNonNull(mac, "mac");
    this.coordinator = Objects.requireNonNull(coordinator, "coordinator");
    this.peers = Objects.requireNonNull(peers, "peers");
    this.bus = Objects.requireNonNull(bus, "bus");
  }

  /** Does not wait for the cluster: the runner works without it. */
  @Override
  public Future<?> start() {
    Context own = context;
    coordinator.whenOpened(() -> own.runOnContext(opened -> say(WORK)));
    vertx.setPeriodic(ANNOUNCE_MILLIS, timer -> say(MEMBERS));
    join();
    return Future.succeededFuture();
  }

  private void join() {
    if (stopping) {
      return;
    }
    vertx
        .executeBlocking(connect::get, false) // it reads settings of its own from files
        .compose(joining -> joining)
        .compose(this::listen)
        .onComplete((joined, cause) -> here(() -> joined(joined, cause)));
  }

  /** Leaves the cluster if it cannot: the next try begins from nothing. */
  private Future<ClusterBus> listen(ClusterBus joined) {
    return Future.join(
            joined.consume(MEMBERS, text -> here(() -> heard(text, false))),
            joined.consume(WORK, text -> here(() -> heard(text, true))))
        .map(joined)
        .recover(cause -> joined.close().transform(closed -> Future.failedFuture(cause)));
  }

  private void here(Runnable action) {
    context.runOnContext(event -> action.run());
  }

  private void joined(ClusterBus joined, Throwable cause) {
    if (cause != null) {
      log.warn("fleet: cannot join the cluster, trying again: {}", cause.toString());
      vertx.setTimer(RETRY_MILLIS, timer -> join());
    } else if (stopping) {
      joined.close();
    } else {
      log.info("fleet: joined the cluster as {}", self.address());
      cluster = Optional.of(joined);
      say(MEMBERS);
    }
  }

  private void say(String address) {
    cluster.ifPresent(joined -> joined.publish(address, self.signed(mac)));
  }

  private void heard(String text, boolean work) {
    Optional<MemberNotice> notice = MemberNotice.read(text, mac);
    if (notice.isEmpty()) {
      if (over(lastStranger, QUIET_NANOS)) {
        lastStranger = Optional.of(System.nanoTime());
        log.warn("fleet: ignored somebody on the bus who does not know RUNNER_CLUSTER_SECRET");
      }
      return;
    }
    peers.found(notice.get().address());
    if (work && !notice.get().equals(self) && over(lastNudge, NUDGE_NANOS)) {
      lastNudge = Optional.of(System.nanoTime());
      bus.publish(Addresses.FLEET_WORK, new FleetWork());
    }
  }

  private static boolean over(Optional<Long> since, long nanos) {
    return since.isEmpty() || System.nanoTime() - since.get() > nanos;
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    coordinator.whenOpened(() -> {});
    return cluster
        .map(joined -> joined.close().timeout(CLOSE_SECONDS, TimeUnit.SECONDS))
        .orElse(Future.succeededFuture())
        .otherwiseEmpty();
  }
}
