package io.mediarunner.verticles.http.route;

import io.mediarunner.verticles.web.Answer;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /}: the version and the main addresses. */
public final class IndexHandler implements Handler<RoutingContext> {
  private final String version;

  public IndexHandler(String version) {
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
