package io.mediarunner.verticles.http;

import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Handles what no route matches: unknown paths, known ones with another method, and trailing
 * slashes. Runs before the token check, because these responses reveal nothing secret.
 */
final class PathHandler implements Handler<RoutingContext> {
  private final ApiPaths paths;

  PathHandler(ApiPaths paths) {
    this.paths = Objects.requireNonNull(paths, "paths");
  }

  @Override
  public void handle(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    String path = request.path();
    if (path == null || !path.startsWith("/")) {
      throw new ApiException(ApiError.NOT_FOUND);
    }
    if (path.length() > 1 && path.endsWith("/")) {
      String shorter = path.substring(0, path.length() - 1);
      if (shorter.endsWith("/") || paths.methods(shorter).isEmpty()) {
        throw new ApiException(ApiError.NOT_FOUND);
      }
      redirect(ctx, shorter);
      return;
    }
    Optional<List<String>> methods = paths.methods(path);
    if (methods.isEmpty()) {
      throw new ApiException(ApiError.NOT_FOUND);
    }
    if (!methods.get().contains(request.method().name())) {
      ctx.response().putHeader(HttpHeaders.ALLOW, String.join(", ", methods.get()));
      throw new ApiException(ApiError.METHOD_NOT_ALLOWED);
    }
    ctx.next();
  }

  private static void redirect(RoutingContext ctx, String path) {
    HttpServerRequest request = ctx.request();
    String host =
        request.authority() == null
            ? request.localAddress().hostAddress() + ":" + request.localAddress().port()
            : request.authority().toString();
    String query = request.query() == null ? "" : "?" + request.query();
    ctx.response()
        .setStatusCode(307)
        .putHeader(HttpHeaders.LOCATION, "http://" + host + path + query)
        .end();
  }
}
