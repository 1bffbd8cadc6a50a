package io.mediarunner.verticles.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The event bus that spans the members of a fleet, on a Vert.x instance of its own: nothing that is
 * said on the runner's own bus can leave this machine. It carries short texts, never work itself,
 * since messages to a dying node are lost. Any thread.
 */
public final class ClusterBus {
  private final Vertx clustered;
  private final EventBus eventBus;

  /**
   * @param clustered closed with the bus
   */
  public ClusterBus(Vertx clustered) {
    this.clustered = Objects.requireNonNull(clustered, "clustered");
    this.eventBus = clustered.eventBus();
  }

  /** Sends a text to all members that consume the address, this one included; perhaps to none. */
  public void publish(String address, String text) {
    eventBus.publish(address, text);
  }

  /**
   * Calls the handler for each text, on an event loop of the cluster.
   *
   * @return done once the others know
   */
  public Future<Void> consume(String address, Consumer<String> handler) {
    return eventBus
        .consumer(
            address,
            message -> {
              if (message.body() instanceof String text) {
                handler.accept(text);
              }
            })
        .completion();
  }

  /** Leaves the cluster. */
  public Future<Void> close() {
    return clustered.close();
  }
}
