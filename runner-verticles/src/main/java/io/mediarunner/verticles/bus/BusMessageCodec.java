package io.mediarunner.verticles.bus;

import io.mediarunner.core.bus.BusMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands over the same instance, which is safe because every bus message is immutable. */
final class BusMessageCodec implements MessageCodec<BusMessage, BusMessage> {
  static final String NAME = "media-runner";

  @Override
  public void encodeToWire(Buffer buffer, BusMessage message) {
    throw new UnsupportedOperationException("messages stay within the process");
  }

  @Override
  public BusMessage decodeFromWire(int position, Buffer buffer) {
    throw new UnsupportedOperationException("messages stay within the process");
  }

  @Override
  public BusMessage transform(BusMessage message) {
    return message;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
