package io.mediarunner.verticles.bus;

import io.mediarunner.core.bus.Address;
import io.mediarunner.core.bus.BusMessage;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;

/** Typed access to the event bus. Nothing else touches {@link EventBus}. Any thread. */
public final class Bus {
  private static final DeliveryOptions LOCAL =
      new DeliveryOptions().setLocalOnly(true).setCodecName(BusMessageCodec.NAME);

  private final EventBus eventBus;

  /** One a Vert.x instance: the codec can be installed only once. */
  public Bus(Vertx vertx) {
    this.eventBus = vertx.eventBus();
    eventBus.registerCodec(new BusMessageCodec());
  }

  /** Hands a message to all consumers of the address, now or never. */
  public <T extends BusMessage> void publish(Address<T> address, T message) {
    eventBus.publish(address.name(), message, LOCAL);
  }

  /**
   * Hands a message to one consumer and waits for its reply, 30 s at most. Fails with a {@link
   * io.vertx.core.eventbus.ReplyException}.
   */
  public <T extends BusMessage, R extends BusMessage> Future<R> request(
      Address<T> address, T message) {
    return eventBus.<R>request(address.name(), message, LOCAL).map(Message::body);
  }

  /** Calls the handler on the caller's context for each message. Reply with {@link #reply}. */
  public <T extends BusMessage> MessageConsumer<T> consume(
      Address<T> address, Handler<Message<T>> handler) {
    return eventBus.localConsumer(address.name(), handler);
  }

  /** Answers a message that came through {@link #request}. */
  public void reply(Message<?> message, BusMessage reply) {
    message.reply(reply, LOCAL);
  }
}
