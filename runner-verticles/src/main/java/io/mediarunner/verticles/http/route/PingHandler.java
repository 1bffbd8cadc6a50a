package io.mediarunner.verticles.http.route;

import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.web.CorsPolicy;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;

/**
 * {@code GET /runner/ping}, with which every dispatch of the Manager begins. The response is cached
 * until something in it changes, and a plain request bypasses the router.
 */
public final class PingHandler implements Handler<RoutingContext> {
  private static final String PATH = "/runner/ping";
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  private final Readiness readiness;
  private final boolean variesByOrigin;
  private boolean answeredAvailable;
  private boolean answeredRegistered;
  private String answeredReason;
  private List<TaskType> answeredTypes;
  private Buffer answer;
  private CharSequence answerLength;

  public PingHandler(Readiness readiness, CorsPolicy cors) {
    this.readiness = Objects.requireNonNull(readiness, "readiness");
    this.variesByOrigin = cors.variesByOrigin();
    remember();
  }

  /** Whether {@link #answer} may handle the request without the router. */
  public static boolean isPlainPing(HttpServerRequest request) {
    return PATH.equals(request.uri())
        && HttpMethod.GET.equals(request.method())
        && !request.headers().contains(HttpHeaders.ORIGIN);
  }

  @Override
  public void handle(RoutingContext ctx) {
    send(ctx.response());
  }

  public void answer(HttpServerRequest request) {
    if (variesByOrigin) {
      request.response().putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    }
    send(request.response());
  }

  private void send(HttpServerResponse response) {
    if (answeredAvailable != readiness.available()
        || answeredRegistered != readiness.registered()
        || !answeredReason.equals(readiness.unavailableReason())
        || !answeredTypes.equals(readiness.offered())) {
      remember();
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .putHeader(HttpHeaders.CONTENT_LENGTH, answerLength)
        .end(answer);
  }

  private void remember() {
    answeredAvailable = readiness.available();
    answeredRegistered = readiness.registered();
    answeredReason = readiness.unavailableReason();
    answeredTypes = readiness.offered();
    answer = readiness.ping().toBuffer();
    answerLength = HttpHeaders.createOptimized(Integer.toString(answer.length()));
  }
}
