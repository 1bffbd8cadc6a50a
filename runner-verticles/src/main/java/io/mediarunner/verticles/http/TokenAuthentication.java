package io.mediarunner.verticles.http;

import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.mediarunner.verticles.web.TokenCheck;
import io.vertx.core.Future;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.AuthenticationHandler;
import io.vertx.ext.web.handler.SimpleAuthenticationHandler;

/**
 * Accepts requests that present a token of the runner, in {@code X-API-Token} or as a bearer token;
 * the former wins, even if it is wrong. One handler therefore serves both security schemes of the
 * contract. It reads headers only: nobody makes the runner read a body without the token.
 */
final class TokenAuthentication {
  private static final String KEY = TokenAuthentication.class.getName();
  private static final User MANAGER = User.fromName("manager");
  private final TokenCheck tokens;

  private TokenAuthentication(TokenCheck tokens) {
    this.tokens = tokens;
  }

  static AuthenticationHandler handler(TokenCheck tokens) {
    return SimpleAuthenticationHandler.create()
        .authenticate(new TokenAuthentication(tokens)::authenticate);
  }

  private Future<User> authenticate(RoutingContext ctx) {
    TokenCheck.Verdict known = ctx.get(KEY);
    TokenCheck.Verdict verdict =
        known == null ? tokens.of(ctx.request(), TokenCheck.shown(ctx.request())) : known;
    ctx.put(KEY, verdict); // asked once for each security scheme; a guess counts once
    return switch (verdict) {
      case RIGHT -> Future.succeededFuture(MANAGER);
      case MISSING -> Future.failedFuture(new ApiException(ApiError.TOKEN_MISSING));
      case WRONG -> Future.failedFuture(new ApiException(ApiError.TOKEN_INVALID));
      case LOCKED -> Future.failedFuture(new ApiException(ApiError.TOO_MANY_GUESSES));
    };
  }
}
