package io.mediarunner.verticles.files;

import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;

/** {@code GET /static/{file}}: images and scripts of the documentation pages. */
public final class StaticFileHandler implements Handler<RoutingContext> {
  private final Vertx vertx;
  private final StaticResources resources;

  public StaticFileHandler(Vertx vertx, StaticResources resources) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.resources = Objects.requireNonNull(resources, "resources");
  }

  @Override
  public void handle(RoutingContext ctx) {
    String name = ctx.pathParam("file");
    vertx
        .executeBlocking(() -> resources.find(name), false)
        .onSuccess(
            found ->
                found.ifPresentOrElse(
                    resource -> send(ctx, resource),
                    () -> ctx.fail(new ApiException(ApiError.NOT_FOUND))))
        .onFailure(ctx::fail);
  }

  private static void send(RoutingContext ctx, StaticResources.Resource resource) {
    FileFacts facts = resource.facts();
    if (isCurrent(ctx, facts)) {
      ctx.response()
          .setStatusCode(304)
          .putHeader(HttpHeaders.ETAG, facts.etag())
          .putHeader(HttpHeaders.LAST_MODIFIED, facts.lastModified())
          .end();
      return;
    }
    ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, resource.contentType());
    Buffer bytes = Buffer.buffer(resource.bytes());
    FileAnswer.send(
        ctx,
        facts,
        range -> ctx.response().end(bytes.slice((int) range.first(), (int) range.last() + 1)));
  }

  private static boolean isCurrent(RoutingContext ctx, FileFacts facts) {
    String tags = ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH);
    if (tags != null) { // takes precedence if present
      return List.of(tags.strip().split("\\s*,\\s*")).stream()
          .anyMatch(tag -> tag.equals("*") || tag.replaceFirst("^W/", "").equals(facts.etag()));
    }
    return facts.lastModified().equals(ctx.request().getHeader(HttpHeaders.IF_MODIFIED_SINCE));
  }
}
