package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.config.Secret;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * {@code GET /metrics} for requests with the dashboard's or the runner's token as a bearer token,
 * as Prometheus sends it, and for logged-in users.
 */
final class MetricsHandler implements Handler<RoutingContext> {
  private static final String SCHEME = "Bearer ";
  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final List<Secret> tokens;
  private final Predicate<RoutingContext> loggedIn;
  private final Supplier<String> metrics;

  MetricsHandler(
      List<Secret> tokens, Predicate<RoutingContext> loggedIn, Supplier<String> metrics) {
    this.tokens = List.copyOf(tokens);
    this.loggedIn = loggedIn;
    this.metrics = metrics;
  }

  @Override
  public void handle(RoutingContext ctx) {
    if (!hasToken(ctx) && !loggedIn.test(ctx)) {
      ctx.response().setStatusCode(401).putHeader("WWW-Authenticate", "Bearer").end();
      return;
    }
    ctx.response()
        .putHeader("Content-Type", TYPE)
        .putHeader("Cache-Control", "no-store")
        .end(metrics.get());
  }

  private boolean hasToken(RoutingContext ctx) {
    String header = ctx.request().getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    byte[] shown = header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
    boolean known = false;
    for (Secret token : tokens) { // compares all of them, so that the time reveals nothing
      known |= MessageDigest.isEqual(token.value().getBytes(StandardCharsets.UTF_8), shown);
    }
    return known;
  }
}
