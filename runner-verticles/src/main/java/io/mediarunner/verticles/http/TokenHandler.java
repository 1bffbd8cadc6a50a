package io.mediarunner.verticles.http;

import io.mediarunner.core.config.Secret;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Accepts only requests with the runner's token, in {@code X-API-Token} or as a bearer token; the
 * former takes precedence, even if it is wrong. Checks only headers, before the body is read.
 */
final class TokenHandler implements Handler<RoutingContext> {
  private static final String SCHEME = "bearer ";
  private final byte[] token;

  TokenHandler(Secret token) {
    this.token = token.value().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void handle(RoutingContext ctx) {
    Optional<String> shown = shown(ctx.request().headers());
    if (shown.isEmpty()) {
      throw new ApiException(ApiError.TOKEN_MISSING);
    }
    // Constant-time comparison.
    if (!MessageDigest.isEqual(token, shown.get().getBytes(StandardCharsets.UTF_8))) {
      throw new ApiException(ApiError.TOKEN_INVALID);
    }
    ctx.next();
  }

  private static Optional<String> shown(MultiMap headers) {
    String key = headers.get("X-API-Token");
    if (key != null && !key.isEmpty()) {
      return Optional.of(key);
    }
    String authorization = headers.get(HttpHeaders.AUTHORIZATION);
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    String bearer = authorization.substring(SCHEME.length()).strip();
    return bearer.isEmpty() ? Optional.empty() : Optional.of(bearer);
  }
}
