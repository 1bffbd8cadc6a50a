package io.mediarunner.verticles.files;

import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Some files of the class path, served by Vert.x's static handler from a temporary folder of their
 * own. A closed list, so no name can lead elsewhere; and not from the class path itself, as Vert.x
 * looks for such files in the working directory first, where others may have put theirs.
 *
 * <p>Browsers revalidate the files with each use: they change when the runner does. What a cleaner
 * of temporary files removes is copied again. Any thread.
 */
public final class StaticFiles {
  private static final Map<String, String> TYPES =
      Map.of(
          "png", "image/png",
          "svg", "image/svg+xml",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8");
  private static final int ETAG_BYTES = 12;

  private final String folder;
  private final Map<String, String> resources;
  private final Map<String, String> etags = new ConcurrentHashMap<>();
  private Path root;

  private StaticFiles(String folder, Map<String, String> resources) throws IOException {
    this.folder = folder;
    this.resources = Map.copyOf(resources);
    this.root = unpack();
  }

  /**
   * Copies files out of the class path; not for event loops.
   *
   * @param folder under which they are served, such as {@code static} for {@code /static/:file}
   * @param resources where they are on the class path, by the name that they are served under
   * @throws IOException if one is missing or there is no room for them
   */
  public static StaticFiles unpack(String folder, Map<String, String> resources)
      throws IOException {
    return new StaticFiles(folder, resources);
  }

  private Path unpack() throws IOException {
    // The property as it is now: the runner has a folder of its own.
    Path fresh =
        Files.createTempDirectory(Path.of(System.getProperty("java.io.tmpdir")), "static-files");
    fresh.toFile().deleteOnExit();
    Path files = Files.createDirectory(fresh.resolve(folder));
    files.toFile().deleteOnExit();
    for (Map.Entry<String, String> resource : resources.entrySet()) {
      Path file = files.resolve(resource.getKey());
      file.toFile().deleteOnExit();
      etags.put(resource.getKey(), copy(resource.getValue(), file));
    }
    return fresh;
  }

  /** The folder that has this file for sure. */
  synchronized Path rootWith(String name) throws IOException {
    if (!Files.exists(root.resolve(folder).resolve(name))) {
      root = unpack();
    }
    return root;
  }

  private static String copy(String resource, Path file) throws IOException {
    URL url = StaticFiles.class.getClassLoader().getResource(resource);
    if (url == null) {
      throw new FileNotFoundException("not on the class path: " + resource);
    }
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false); // or the jar would stay open
    try (InputStream in = connection.getInputStream()) {
      byte[] bytes = in.readAllBytes();
      Files.write(file, bytes);
      Files.setLastModifiedTime(file, FileTime.fromMillis(connection.getLastModified()));
      return etag(bytes);
    }
  }

  private static String etag(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(hash, 0, ETAG_BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Serves them on a route of {@code /folder/:parameter}. For one event loop.
   *
   * @param parameter of the route: the name
   */
  public Handler<RoutingContext> handler(String parameter) {
    return new Server(parameter);
  }

  private final class Server implements Handler<RoutingContext> {
    private final String parameter;
    private Optional<Path> served = Optional.empty();
    private StaticHandler files = StaticHandler.create();

    Server(String parameter) {
      this.parameter = parameter;
    }

    @Override
    public void handle(RoutingContext ctx) {
      String name = ctx.pathParam(parameter);
      if (name == null || !resources.containsKey(name)) {
        ctx.fail(new ApiException(ApiError.NOT_FOUND));
        return;
      }
      ctx.vertx()
          .executeBlocking(() -> rootWith(name), false)
          .onSuccess(root -> send(ctx, root, name))
          .onFailure(ctx::fail);
    }

    private void send(RoutingContext ctx, Path root, String name) {
      if (!served.equals(Optional.of(root))) {
        served = Optional.of(root);
        files = StaticHandler.create(FileSystemAccess.ROOT, root.toString());
      }
      // Vert.x's handler sends no ETag, but compares one that is there.
      ctx.response()
          .putHeader(HttpHeaders.ETAG, Objects.requireNonNull(etags.get(name)))
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
      ctx.addHeadersEndHandler(end -> describe(ctx.response(), name));
      files.handle(ctx);
    }
  }

  /** HEAD tells the type too, and the character set is written as everywhere else. */
  private static void describe(HttpServerResponse response, String name) {
    if (response.getStatusCode() == 200 || response.getStatusCode() == 206) {
      response.putHeader(
          HttpHeaders.CONTENT_TYPE, TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
    }
  }
}
