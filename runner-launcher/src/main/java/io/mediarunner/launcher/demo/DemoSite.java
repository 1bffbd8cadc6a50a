package io.mediarunner.launcher.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Serves the test video to the runner, and a page that plays the result to people. Loopback only.
 */
public final class DemoSite {
  /** Name of the test video in the demo's folder, and on this site. */
  public static final String VIDEO = "lecture.mp4";

  /** Name of the camera recording. */
  public static final String CAMERA = "camera.mp4";

  /** Name of the recording with speech. */
  public static final String TALK = "talk.wav";

  /** Name of the Mediapackage of both. */
  public static final String MEDIAPACKAGE = "mediapackage.xml";

  private final Vertx vertx;
  private final Path folder;
  private final Router router;
  private int port;

  /**
   * @param folder the demo's own; holds the video and the runner's storage
   */
  public DemoSite(Vertx vertx, Path folder) {
    this.vertx = vertx;
    this.folder = folder;
    this.router = Router.router(vertx);
  }

  /** Opens a free port. */
  public Future<DemoSite> listen() {
    for (String file : List.of(VIDEO, CAMERA, MEDIAPACKAGE, TALK)) {
      router.get("/" + file).handler(c -> c.response().sendFile(folder.resolve(file).toString()));
    }
    router
        .get("/lib/*")
        .handler(StaticHandler.create("META-INF/resources/webjars/hls.js/1.4.12/dist"));
    router.get("/").handler(c -> c.reroute("/page/index.html"));
    router.get("/page/*").handler(StaticHandler.create("demo"));
    return vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").map(this::opened);
  }

  private DemoSite opened(HttpServer server) {
    port = server.actualPort();
    return this;
  }

  /** Writes the Mediapackage of both recordings, the camera at the bottom right. */
  public void describe() throws IOException {
    Files.writeString(
        folder.resolve(MEDIAPACKAGE),
        String.format(
            Locale.ROOT,
            """
        <?xml version="1.0" encoding="UTF-8"?>
        <mediapackage xmlns="http://mediapackage.opencastproject.org" id="demo" presenter="pipb">
          <media>
            <track type="presentation/source"><url>%s</url></track>
            <track type="presenter/source"><url>%s</url></track>
          </media>
        </mediapackage>
        """,
            VIDEO,
            CAMERA));
  }

  /**
   * Serves a task's results.
   *
   * @return the address of the page that plays them
   */
  public URI show(String taskId) {
    Path output = folder.resolve("storage").resolve(taskId).resolve("output");
    router
        .get("/result/" + taskId + "/*")
        .handler(
            StaticHandler.create(FileSystemAccess.ROOT, output.toString())
                .setCachingEnabled(false));
    return url().resolve("/?task=" + taskId);
  }

  /** The site's base URL, without a trailing slash. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }
}
