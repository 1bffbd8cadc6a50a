package io.mediarunner.launcher.app;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.cluster.ClusterConfig;
import io.mediarunner.core.database.JournalDamagedException;
import io.mediarunner.core.fleet.ClusterMac;
import io.mediarunner.core.fleet.FleetRules;
import io.mediarunner.core.fleet.FleetStore;
import io.mediarunner.core.fleet.coordinator.FleetCoordinator;
import io.mediarunner.core.fleet.helper.Coordinator;
import io.mediarunner.core.fleet.helper.Helper;
import io.mediarunner.core.workspace.DiskClaims;
import io.mediarunner.launcher.fleet.HazelcastBus;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.fleet.ClusterVerticle;
import io.mediarunner.verticles.fleet.FleetOverview;
import io.mediarunner.verticles.fleet.FleetSelf;
import io.mediarunner.verticles.fleet.FleetVerticle;
import io.mediarunner.verticles.fleet.HelperVerticle;
import io.mediarunner.verticles.fleet.Peers;
import io.mediarunner.verticles.web.Listening;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This runner as a member of a fleet; nothing of it is loaded in a runner that is alone. */
final class Fleet implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Fleet.class);
  private static final String LEDGER = "fleet.db";
  private static final String FOLDER = ".fleet";
  private static final Duration KEPT = Duration.ofDays(30);

  private final RunnerParts parts;
  private final ClusterConfig config;
  private final Secret secret;
  private final FleetSelf self;
  private final FleetOverview overview;
  private final URI address;
  private final Peers peers;
  private final FleetStore store;
  private final FleetCoordinator coordinator;
  private final DiskClaims disk;

  private Fleet(RunnerParts parts, FleetStore store, DiskClaims disk) {
    RunnerConfig settings = parts.config();
    this.parts = parts;
    this.config = settings.cluster();
    this.secret = settings.clusterSecret().orElseThrow();
    this.store = store;
    this.disk = disk;
    String ffmpeg = parts.tools().ffmpeg().version();
    String name =
        settings.instances().get(0).runnerId().replaceAll("[^A-Za-z0-9._-]", "_")
            + ":"
            + config.port();
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    String scheme = settings.tls().isPresent() ? "https" : "http";
    this.address = URI.create(scheme + "://" + host + ":" + config.port());
    this.peers =
        new Peers(
            config.members(), address, other -> new Coordinator(other, secret), parts.clock());
    this.self = new FleetSelf(name, Version.current(), ffmpeg);
    this.coordinator =
        new FleetCoordinator(
            store, FleetRules.STANDARD, secret, name, Version.current(), ffmpeg, parts.clock());
    parts.tools().sharedWith(coordinator);
    this.overview =
        new FleetOverview(
            coordinator,
            self,
            address,
            peers,
            other -> new Coordinator(other, secret, FleetOverview.PATIENCE));
  }

  /** Opens the ledger; blocks. */
  static Fleet open(RunnerParts parts, DiskClaims disk) throws IOException {
    Path file = parts.config().storage().storageDir().resolve(LEDGER);
    FleetStore store = ledger(file);
    store.forgetBefore(parts.clock().instant().minus(KEPT));
    return new Fleet(parts, store, disk);
  }

  /** What a damaged one knew is found again in the files of each encode. */
  private static FleetStore ledger(Path file) throws IOException {
    try {
      return FleetStore.open(file);
    } catch (JournalDamagedException e) {
      log.warn("{}; it is made anew", e.getMessage());
      for (String end : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(file.resolveSibling(LEDGER + end));
      }
      return FleetStore.open(file);
    }
  }

  /** Answers the other members. */
  FleetVerticle answering(Listening listening) {
    return new FleetVerticle(
        config.host(), config.port(), secret, coordinator, self, listening, parts.clock());
  }

  /** Helps the other members. */
  HelperVerticle helping(Bus bus) {
    Helper helper =
        new Helper(
            parts.config().storage().storageDir().resolve(FOLDER),
            parts.tools().encoding(),
            parts.processes(),
            disk);
    return new HelperVerticle(helper, self, peers, bus);
  }

  /** For the dashboard. */
  Future<JsonObject> look(Vertx vertx) {
    return overview.look(vertx);
  }

  /** Whether the members share a bus. */
  boolean hasBus() {
    return config.hazelcast().isPresent();
  }

  /** Finds the other members, and tells them of work. */
  ClusterVerticle clustered(Bus bus) {
    ClusterMac mac = new ClusterMac(secret);
    return new ClusterVerticle(
        () -> HazelcastBus.join(config, mac), address, mac, coordinator, peers, bus);
  }

  @Override
  public void close() {
    store.close();
  }
}
