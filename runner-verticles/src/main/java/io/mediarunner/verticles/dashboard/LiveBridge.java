package io.mediarunner.verticles.dashboard;

import io.mediarunner.verticles.bus.BrowserFeed;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus bridge to browsers: forwards only {@code dashboard.*} and accepts nothing. A
 * browser that sends to the bus, asks for another address, floods or does not read is disconnected;
 * a slow one misses changes and gets a snapshot when it has caught up. Lives on one event loop.
 */
final class LiveBridge {
  private static final Logger log = LoggerFactory.getLogger(LiveBridge.class);

  /** Address that every page listens to. */
  static final String EVENTS = "events";

  private static final String EVENTS_ADDRESS = BrowserFeed.PREFIX + EVENTS;
  private static final Pattern ALLOWED =
      Pattern.compile("dashboard\\.(events|log\\.[A-Za-z0-9_-]{1,128})");

  /** All except WebSocket: a smaller attack surface, and no polling. */
  private static final List<String> OTHER_TRANSPORTS =
      List.of("XHR", "JSON_P", "EVENT_SOURCE", "HTML_FILE");

  private static final long PING_TIMEOUT_MILLIS = 30_000;
  private static final int HANDLERS = 4;
  private static final int QUEUE_BYTES = 256 * 1024;
  private static final long CUT_OFF_MILLIS = 10_000;
  private static final int FLOOD_WINDOW_MILLIS = 1_000;
  private static final int FLOOD_MESSAGES = 20;

  private final Vertx vertx;
  private final Supplier<JsonObject> snapshot;
  private final Runnable firstViewer;
  private final Map<SockJSSocket, Viewer> viewers = new HashMap<>();

  /** One connected browser. */
  private static final class Viewer {
    private boolean listens;
    private boolean behind;
    private long cutOff = -1;
    private long windowBegan;
    private int messages;
  }

  /**
   * @param snapshot the current state as a message
   * @param connected notified of each browser that starts to listen
   */
  LiveBridge(Vertx vertx, Supplier<JsonObject> snapshot, Runnable connected) {
    this.vertx = vertx;
    this.snapshot = snapshot;
    this.firstViewer = connected;
  }

  Router router() {
    SockJSHandlerOptions transports = new SockJSHandlerOptions().setRegisterWriteHandler(false);
    OTHER_TRANSPORTS.forEach(transports::addDisabledTransport);
    SockJSBridgeOptions options =
        new SockJSBridgeOptions()
            .setMaxHandlersPerSocket(HANDLERS)
            .setPingTimeout(PING_TIMEOUT_MILLIS)
            .addOutboundPermitted(new PermittedOptions().setAddressRegex(ALLOWED.pattern()));
    return SockJSHandler.create(vertx, transports).bridge(options, this::heard);
  }

  int viewers() {
    return viewers.size();
  }

  /**
   * A browser may be gone at any moment, and every call to its socket then throws: that ends its
   * connection and nothing else.
   */
  private void heard(BridgeEvent event) {
    try {
      handle(event);
    } catch (RuntimeException e) {
      log.debug("browser is gone: type={}", event.type(), e);
      if (!event.future().isComplete()) {
        event.complete(false);
      }
      drop(event.socket());
    }
  }

  private void drop(SockJSSocket socket) {
    forget(socket);
    try {
      socket.close();
    } catch (RuntimeException e) {
      log.debug("it was closed before", e);
    }
  }

  private void handle(BridgeEvent event) {
    BridgeEventType type = event.type();
    SockJSSocket socket = event.socket();
    switch (type) {
      case SOCKET_CREATED -> {
        socket.setWriteQueueMaxSize(QUEUE_BYTES);
        viewers.put(socket, new Viewer());
        event.complete(true);
      }
      case SOCKET_CLOSED, SOCKET_IDLE, SOCKET_ERROR -> {
        forget(socket);
        event.complete(true);
      }
      case RECEIVE -> event.complete(lets(socket));
      case REGISTERED -> {
        event.complete(true);
        registered(event);
      }
      case SEND, PUBLISH -> disconnect(event, "sent to the bus");
      default -> inbound(event);
    }
  }

  private void inbound(BridgeEvent event) {
    if (floods(event.socket())) {
      disconnect(event, "flooded the bridge");
      return;
    }
    if (event.type() == BridgeEventType.REGISTER && !ALLOWED.matcher(address(event)).matches()) {
      disconnect(event, "asked for another address");
      return;
    }
    event.complete(true);
  }

  private static String address(BridgeEvent event) {
    Object address = event.getRawMessage().getValue("address");
    return address instanceof String text ? text : "";
  }

  private boolean floods(SockJSSocket socket) {
    Viewer viewer = viewers.get(socket);
    if (viewer == null) {
      return true;
    }
    long now = System.nanoTime() / 1_000_000;
    if (now - viewer.windowBegan > FLOOD_WINDOW_MILLIS) {
      viewer.windowBegan = now;
      viewer.messages = 0;
    }
    return ++viewer.messages > FLOOD_MESSAGES;
  }

  private void disconnect(BridgeEvent event, String why) {
    event.complete(false);
    if (!viewers.containsKey(event.socket())) {
      return; // messages that it sent before it was disconnected
    }
    log.warn("browser disconnected: it {}: from={}", why, event.socket().remoteAddress());
    drop(event.socket());
  }

  private void forget(SockJSSocket socket) {
    Viewer viewer = viewers.remove(socket);
    if (viewer != null) {
      vertx.cancelTimer(viewer.cutOff);
    }
  }

  private void registered(BridgeEvent event) {
    Viewer viewer = viewers.get(event.socket());
    if (viewer != null && address(event).equals(EVENTS_ADDRESS)) {
      viewer.listens = true;
      firstViewer.run();
      send(event.socket());
    }
  }

  private void send(SockJSSocket socket) {
    JsonObject envelope =
        new JsonObject()
            .put("type", "rec")
            .put("address", EVENTS_ADDRESS)
            .put("body", snapshot.get());
    socket.write(Buffer.buffer(envelope.encode()));
  }

  /** Whether a browser may get one more message now. */
  private boolean lets(SockJSSocket socket) {
    Viewer viewer = viewers.get(socket);
    if (viewer == null) {
      return false;
    }
    if (viewer.behind) {
      return false;
    }
    if (socket.writeQueueFull()) {
      fallBehind(socket, viewer);
      return false;
    }
    return true;
  }

  private void fallBehind(SockJSSocket socket, Viewer viewer) {
    viewer.behind = true;
    viewer.cutOff =
        vertx.setTimer(
            CUT_OFF_MILLIS,
            late -> {
              log.warn("browser disconnected: it stopped reading: from={}", socket.remoteAddress());
              drop(socket);
            });
    socket.drainHandler(drained -> caughtUp(socket, viewer));
  }

  private void caughtUp(SockJSSocket socket, Viewer viewer) {
    if (viewers.get(socket) != viewer || !viewer.behind) {
      return;
    }
    viewer.behind = false;
    vertx.cancelTimer(viewer.cutOff);
    if (viewer.listens) {
      try {
        send(socket);
      } catch (RuntimeException e) {
        log.debug("browser is gone", e);
        drop(socket);
      }
    }
  }
}
