package io.mediarunner.verticles.web;

import io.mediarunner.core.config.CorsConfig;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Tells browsers which pages may read the responses. Vert.x's own CORS handler refuses requests of
 * other origins with 403; here they are served, only without the header that would let a page read
 * the response, and preflights get 200, as in the reference.
 */
public final class CorsPolicy implements Handler<RoutingContext> {
  private static final String ANY = "*";
  private static final List<String> ALL_METHODS =
      List.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");
  private static final List<String> SAFE_HEADERS =
      List.of("Accept", "Accept-Language", "Content-Language", "Content-Type");

  private final CorsConfig config;
  private final boolean anyOrigin;
  private final boolean anyHeader;
  private final List<String> methods;
  private final List<String> headers;

  public CorsPolicy(CorsConfig config) {
    this.config = config;
    this.anyOrigin = config.origins().contains(ANY);
    this.anyHeader = config.headers().contains(ANY);
    this.methods = config.methods().contains(ANY) ? ALL_METHODS : config.methods();
    TreeSet<String> allowed = new TreeSet<>(SAFE_HEADERS);
    allowed.addAll(config.headers());
    this.headers = List.copyOf(allowed);
  }

  /** Whether even a response to a request without {@code Origin} has {@code Vary: Origin}. */
  public boolean variesByOrigin() {
    return !anyOrigin;
  }

  @Override
  public void handle(RoutingContext ctx) {
    MultiMap answer = ctx.response().headers();
    if (variesByOrigin()) {
      answer.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    }
    String origin = ctx.request().getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      ctx.next();
      return;
    }
    if (anyOrigin) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    } else if (config.origins().contains(origin)) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    if (config.credentials()) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    String method = ctx.request().getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    if (HttpMethod.OPTIONS.equals(ctx.request().method()) && method != null) {
      preflight(ctx, origin, method);
    } else {
      ctx.next();
    }
  }

  private void preflight(RoutingContext ctx, String origin, String method) {
    String asked = ctx.request().getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    List<String> refused = new ArrayList<>();
    if (!anyOrigin && !config.origins().contains(origin)) {
      refused.add("origin");
    }
    if (!methods.contains(method)) {
      refused.add("method");
    }
    if (asked != null && !anyHeader && !allAllowed(asked)) {
      refused.add("headers");
    }
    MultiMap answer = ctx.response().headers();
    answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, String.join(", ", methods));
    answer.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600");
    if (!anyHeader) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, String.join(", ", headers));
    } else if (asked != null) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, asked);
    }
    answer.set(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
    ctx.response()
        .setStatusCode(refused.isEmpty() ? 200 : 400)
        .end(refused.isEmpty() ? "OK" : "Disallowed CORS " + String.join(", ", refused));
  }

  private boolean allAllowed(String asked) {
    List<String> known = headers.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    for (String name : asked.split(",", -1)) {
      if (!known.contains(name.strip().toLowerCase(Locale.ROOT))) {
        return false;
      }
    }
    return true;
  }
}
