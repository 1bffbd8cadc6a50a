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
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;

/** Typed access to the event bus. Nothing else touches {@link EventBus}. Any thread. */
public final class Bus {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final DeliveryOptions LOCAL =
      new DeliveryOptions().setLocalOnly(true).setCodecName(BusMessageCodec.NAME);

  private final Vertx vertx;
  private final EventBus eventBus;

  /** One per Vert.x instance: the codec can be installed only once. */
  public Bus(Vertx vertx) {
    this.vertx = vertx;
    this.eventBus = vertx.eventBus();
    eventBus.registerCodec(new BusMessageCodec());
  }

  /** Delivers a message to all current consumers of the address. */
  public <T extends BusMessage> void publish(Address<T> address, T message) {
    eventBus.publish(address.name(), message, LOCAL);
  }

  /**
   * Sends a message to one consumer and waits for its reply, 30 s at most. Fails with a {@link
   * io.vertx.core.eventbus.ReplyException}.
   */
  public <T extends BusMessage, R extends BusMessage> Future<R> request(
      Address<T> address, T message) {
    return eventBus.<R>request(address.name(), message, LOCAL).map(Message::body);
  }

  /**
   * The same, but tolerates a missing consumer for a while: it may be restarting.
   *
   * @param patience how long it may be missing
   */
  public <T extends BusMessage, R extends BusMessage> Future<R> request(
      Address<T> address, T message, Duration patience) {
    Future<R> reply = request(address, message);
    return reply.recover(
        cause ->
            nobody(cause) && !patience.isNegative()
                ? vertx
                    .timer(LOOK_AGAIN.toMillis())
                    .compose(later -> request(address, message, patience.minus(LOOK_AGAIN)))
                : Future.failedFuture(cause));
  }

  /** Whether a request failed because its address has no consumer. */
  public static boolean nobody(Throwable cause) {
    return cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }

  /** Whether a request failed because no reply came in time; it may have been received. */
  public static boolean unanswered(Throwable cause) {
    return cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT;
  }

  /** Calls the handler on the caller's context for each message. Reply with {@link #reply}. */
  public <T extends BusMessage> MessageConsumer<T> consume(
      Address<T> address, Handler<Message<T>> handler) {
    return eventBus.localConsumer(address.name(), handler);
  }

  /** Replies to a message that came through {@link #request}. */
  public void reply(Message<?> message, BusMessage reply) {
    message.reply(reply, LOCAL);
  }
}
