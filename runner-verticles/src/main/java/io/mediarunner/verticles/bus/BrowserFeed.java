package io.mediarunner.verticles.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;

/**
 * Publishes JSON for browsers. Only messages sent through here may leave the process over the event
 * bus bridge: their addresses begin with {@link #PREFIX}; all others are internal. Any thread.
 */
public final class BrowserFeed {
  /** Prefix of every address that browsers may listen to. */
  public static final String PREFIX = "dashboard.";

  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
  private final EventBus eventBus;

  public BrowserFeed(Vertx vertx) {
    this.eventBus = vertx.eventBus();
  }

  /**
   * @param topic what follows the prefix: letters, digits, dots, {@code _} and {@code -}
   */
  public void publish(String topic, JsonObject message) {
    eventBus.publish(PREFIX + topic, message, LOCAL);
  }
}
