package io.mediarunner.verticles.fleet;

import io.mediarunner.core.fleet.coordinator.FleetCoordinator;
import io.mediarunner.core.fleet.helper.Coordinator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The whole fleet, for a page: each member is asked how it sees it. Any event loop. */
public final class FleetOverview {
  /** For one member: the page waits for the slowest. */
  public static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int THREADS = 4;
  private static final int LONGEST_SECONDS = 30;
  private static final int MOST = 64;

  private final FleetCoordinator coordinator;
  private final FleetSelf self;
  private final URI address;
  private final Peers peers;
  private final Function<URI, Coordinator> connect;
  private Optional<Future<JsonObject>> last = Optional.empty();
  private long asked;

  /**
   * @param address of this member
   * @param connect makes what asks a member once
   */
  public FleetOverview(
      FleetCoordinator coordinator,
      FleetSelf self,
      URI address,
      Peers peers,
      Function<URI, Coordinator> connect) {
    this.coordinator = Objects.requireNonNull(coordinator, "coordinator");
    this.self = Objects.requireNonNull(self, "self");
    this.address = Objects.requireNonNull(address, "address");
    this.peers = Objects.requireNonNull(peers, "peers");
    this.connect = Objects.requireNonNull(connect, "connect");
  }

  /**
   * {@code nodes}: this one first, each with its {@code address} and either what {@code
   * /fleet/view} says or an {@code error}. However many look, members are asked every two seconds.
   */
  public synchronized Future<JsonObject> look(Vertx vertx) {
    long now = System.nanoTime();
    if (last.isPresent() && (!last.get().isComplete() || now - asked < FRESH_NANOS)) {
      return last.get();
    }
    asked = now;
    Future<JsonObject> looked = ask(vertx);
    last = Optional.of(looked);
    return looked;
  }

  private Future<JsonObject> ask(Vertx vertx) {
    WorkerExecutor threads =
        vertx.createSharedWorkerExecutor("fleet-view", THREADS, LONGEST_SECONDS, TimeUnit.SECONDS);
    List<Future<JsonObject>> nodes = new ArrayList<>();
    nodes.add(threads.executeBlocking(() -> FleetJson.of(coordinator.view(), self), false));
    List<URI> others = peers.addresses().stream().limit(MOST).toList();
    others.forEach(other -> nodes.add(threads.executeBlocking(() -> view(other), false)));
    return Future.all(nodes)
        .map(
            all -> {
              JsonArray list = new JsonArray();
              list.add(nodes.get(0).result().put("address", address.toString()));
              for (int i = 0; i < others.size(); i++) {
                list.add(nodes.get(i + 1).result().put("address", others.get(i).toString()));
              }
              return new JsonObject().put("nodes", list);
            })
        .eventually(threads::close);
  }

  private JsonObject view(URI other) {
    try (Coordinator asked = connect.apply(other)) {
      return new JsonObject(Buffer.buffer(asked.view()));
    } catch (IOException | DecodeException e) {
      return new JsonObject().put("error", String.valueOf(e.getMessage()));
    }
  }
}
