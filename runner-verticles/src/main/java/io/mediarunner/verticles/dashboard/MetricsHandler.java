package io.mediarunner.verticles.dashboard;

import io.mediarunner.verticles.web.GuessLimit;
import io.mediarunner.verticles.web.TokenCheck;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * {@code GET /metrics} for requests with the dashboard's or the runner's token as a bearer token,
 * as Prometheus sends it, and for logged-in users.
 */
final class MetricsHandler implements Handler<RoutingContext> {
  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final TokenCheck tokens;
  private final Predicate<RoutingContext> loggedIn;
  private final Supplier<String> metrics;

  MetricsHandler(TokenCheck tokens, Predicate<RoutingContext> loggedIn, Supplier<String> metrics) {
    this.tokens = tokens;
    this.loggedIn = loggedIn;
    this.metrics = metrics;
  }

  @Override
  public void handle(RoutingContext ctx) {
    TokenCheck.Verdict verdict =
        loggedIn.test(ctx)
            ? TokenCheck.Verdict.RIGHT
            : tokens.of(ctx.request(), TokenCheck.bearer(ctx.request()));
    switch (verdict) {
      case RIGHT ->
          ctx.vertx() // some gauges read files of the system
              .executeBlocking(metrics::get, false)
              .onSuccess(
                  text ->
                      ctx.response()
                          .putHeader("Content-Type", TYPE)
                          .putHeader("Cache-Control", "no-store")
                          .end(text))
              .onFailure(ctx::fail);
      case LOCKED ->
          ctx.response()
              .setStatusCode(429)
              .putHeader("Retry-After", Long.toString(GuessLimit.WINDOW.toSeconds()))
              .end();
      case MISSING, WRONG ->
          ctx.response().setStatusCode(401).putHeader("WWW-Authenticate", "Bearer").end();
    }
  }
}
