package io.mediarunner.verticles.web;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a server's requests. Closes connections whose clients keep it waiting, and refuses
 * requests that two servers could read differently or that no router can read. One event loop: that
 * of the server.
 */
public final class HttpGuard {
  private static final long LOOK_MILLIS = 250;
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();

  private final HttpLimits limits;
  private final Map<HttpConnection, Conversation> open = new HashMap<>();

  /** What one connection is doing; times by {@link System#nanoTime}. */
  private static final class Conversation {
    private long waitingSince = System.nanoTime();
    private long askedAt;
    private boolean waiting = true;
    private @Nullable HttpServerRequest request;
  }

  private HttpGuard(HttpLimits limits) {
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  /**
   * Puts a guard before the handler of a server that does not listen yet.
   *
   * @param handler gets what the guard lets pass
   */
  public static HttpServer install(
      Vertx vertx, HttpServer server, HttpLimits limits, Handler<HttpServerRequest> handler) {
    HttpGuard guard = new HttpGuard(limits);
    vertx.setPeriodic(LOOK_MILLIS, timer -> guard.look());
    return server
        .connectionHandler(guard::opened)
        .requestHandler(
            request -> {
              if (guard.passes(request)) {
                pass(request, handler);
              }
            });
  }

  private static void pass(HttpServerRequest request, Handler<HttpServerRequest> handler) {
    if (RequestPath.isBroken(request)) {
      FailureHandler.refuse(request, ApiError.BAD_REQUEST);
    } else {
      handler.handle(request);
    }
  }

  private void opened(HttpConnection connection) {
    open.put(connection, new Conversation());
    connection.closeHandler(closed -> open.remove(connection));
  }

  private boolean passes(HttpServerRequest request) {
    Conversation conversation = open.get(request.connection());
    if (conversation != null) {
      conversation.waiting = false;
      conversation.request = request;
      conversation.askedAt = System.nanoTime();
    }
    boolean clear = isClear(request);
    if (!clear) {
      request
          .response()
          .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
          .endHandler(sent -> request.connection().close());
      FailureHandler.refuse(request, ApiError.BAD_REQUEST);
    }
    return clear;
  }

  /**
   * Whether the end of the body can be told in one way only (RFC 9112, section 6.3). That both
   * lengths are given is found by the decoder, which drops one of them.
   */
  private static boolean isClear(HttpServerRequest request) {
    List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
    return codings.isEmpty()
        || (codings.size() == 1
            && codings.get(0).equalsIgnoreCase("chunked")
            && request.version() == HttpVersion.HTTP_1_1
            && !request.headers().contains(HttpHeaders.CONTENT_LENGTH));
  }

  private void look() {
    long now = System.nanoTime();
    open.values().removeIf(HttpGuard::isWebSocket);
    List.copyOf(open.entrySet()).stream()
        .filter(entry -> isOver(entry.getValue(), now))
        .forEach(
            entry -> {
              open.remove(entry.getKey());
              entry.getKey().close();
            });
  }

  /** It has limits of its own, and its connection no longer says when it closes. */
  private static boolean isWebSocket(Conversation conversation) {
    HttpServerRequest request = conversation.request;
    return request != null && request.response().getStatusCode() == SWITCHING_PROTOCOLS;
  }

  private boolean isOver(Conversation conversation, long now) {
    HttpServerRequest request = conversation.request;
    if (request == null) {
      return now - conversation.waitingSince > limits.firstHead().toNanos();
    }
    HttpServerResponse response = request.response();
    if (!request.isEnded()) {
      return now - conversation.askedAt > limits.body().toNanos() + GRACE_NANOS;
    }
    if (response.ended() && !conversation.waiting) {
      conversation.waiting = true;
      conversation.waitingSince = now;
    }
    return conversation.waiting && now - conversation.waitingSince > limits.nextHead().toNanos();
  }
}
