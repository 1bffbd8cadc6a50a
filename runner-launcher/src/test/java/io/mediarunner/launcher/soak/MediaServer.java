package io.mediarunner.launcher.soak;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.net.URI;
import java.nio.file.Path;

/**
 * Serves a folder on the loopback address, with ranges; below {@code /unsized/} without saying how
 * long a file is, and below {@code /flaky/}, {@code /short/} and {@code /broken/} the same files,
 * for a proxy that knows those names.
 */
final class MediaServer {
  private final Vertx vertx;
  private final Path folder;
  private volatile int port;

  MediaServer(Vertx vertx, Path folder) {
    this.vertx = vertx;
    this.folder = folder;
  }

  Future<MediaServer> listen() {
    Router router = Router.router(vertx);
    router.get("/unsized/:file").handler(this::unsized);
    StaticHandler files = StaticHandler.create(FileSystemAccess.ROOT, folder.toString());
    for (String name : new String[] {"/flaky/*", "/short/*", "/broken/*", "/*"}) {
      router.get(name).handler(files);
    }
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(0, "127.0.0.1")
        .map(
            server -> {
              port = server.actualPort();
              return this;
            });
  }

  private void unsized(RoutingContext context) {
    Path file = folder.resolve(context.pathParam("file")).normalize();
    context.response().setChunked(true);
    vertx
        .fileSystem()
        .open(file.toString(), new OpenOptions().setWrite(false))
        .compose(open -> open.pipeTo(context.response()))
        .onFailure(context::fail);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }
}
