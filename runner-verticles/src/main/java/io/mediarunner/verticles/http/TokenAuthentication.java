package io.mediarunner.verticles.http;

import io.mediarunner.core.config.Secret;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.AuthenticationHandler;
import io.vertx.ext.web.handler.SimpleAuthenticationHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Accepts requests that present the runner's token, in {@code X-API-Token} or as a bearer token;
 * the former wins, even if it is wrong. One handler therefore serves both security schemes of the
 * contract. It reads headers only: nobody makes the runner read a body without the token.
 */
final class TokenAuthentication {
  private static final String SCHEME = "bearer ";
  private static final User MANAGER = User.fromName("manager");
  private final byte[] token;

  private TokenAuthentication(Secret token) {
    this.token = token.value().getBytes(StandardCharsets.UTF_8);
  }

  static AuthenticationHandler handler(Secret token) {
    return SimpleAuthenticationHandler.create()
        .authenticate(new TokenAuthentication(token)::authenticate);
  }

  private Future<User> authenticate(RoutingContext ctx) {
    Optional<String> shown = shown(ctx.request().headers());
    if (shown.isEmpty()) {
      return Future.failedFuture(new ApiException(ApiError.TOKEN_MISSING));
    }
    // Constant-time comparison.
    return MessageDigest.isEqual(token, shown.get().getBytes(StandardCharsets.UTF_8))
        ? Future.succeededFuture(MANAGER)
        : Future.failedFuture(new ApiException(ApiError.TOKEN_INVALID));
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
