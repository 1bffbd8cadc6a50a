package io.mediarunner.verticles.http;

import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /}: the version and where to find what. */
final class IndexHandler implements Handler<RoutingContext> {
  private final String version;

  IndexHandler(String version) {
    this.version = version;
  }

  @Override
  public void handle(RoutingContext ctx) {
    Answer.json(
        ctx,
        200,
        new JsonObject()
            .put("message", "Runner API")
            .put("version", version)
            .put(
                "documentation",
                new JsonObject()
                    .put("swagger", "/docs")
                    .put("redoc", "/redoc")
                    .put("openapi", "/openapi.json"))
            .put("health_check", "/runner/health"));
  }
}
