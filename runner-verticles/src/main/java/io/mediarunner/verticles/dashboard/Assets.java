package io.mediarunner.verticles.dashboard;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * The page's files, from our own resources and the WebJar of hls.js. A fixed list, read once, so
 * that no name can lead elsewhere.
 */
final class Assets {
  private static final String FOLDER = "dashboard/";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private record Asset(Buffer bytes, String type, String etag) {}

  private final Map<String, Asset> assets = new LinkedHashMap<>();

  private Assets() {}

  /** Reads all of them from the class path. */
  static Assets load() throws IOException {
    Assets assets = new Assets();
    for (String name :
        new String[] {
          "index.html",
          "login.html",
          "app.css",
          "login.js",
          "main.js",
          "dom.js",
          "text.js",
          "live.js",
          "overview.js",
          "history.js",
          "task.js",
          "player.js",
          "icon.svg"
        }) {
      assets.add(name, FOLDER + name);
    }
    assets.add(
        "hls.js",
        String.format(Locale.ROOT, "META-INF/resources/webjars/hls.js/%s/dist/hls.min.js", hls()));
    return assets;
  }

  private static String hls() throws IOException {
    try (InputStream in = open("META-INF/maven/org.webjars.npm/hls.js/pom.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    }
  }

  private static InputStream open(String path) throws IOException {
    InputStream in = Assets.class.getClassLoader().getResourceAsStream(path);
    if (in == null) {
      throw new IOException("not on the class path: " + path);
    }
    return in;
  }

  private void add(String name, String path) throws IOException {
    try (InputStream in = open(path)) {
      byte[] bytes = in.readAllBytes();
      String type =
          Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), name);
      assets.put(name, new Asset(Buffer.buffer(bytes), type, etag(bytes)));
    }
  }

  private static String etag(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Responds with one of them; 404 for any other name. */
  void send(RoutingContext ctx, String name) {
    Asset asset = assets.get(name);
    if (asset == null) {
      ctx.response().setStatusCode(404).end();
      return;
    }
    ctx.response().putHeader("Content-Type", asset.type());
    if (ctx.statusCode() < 0) {
      ctx.response().putHeader("ETag", asset.etag()).putHeader("Cache-Control", "no-cache");
      if (asset.etag().equals(ctx.request().getHeader("If-None-Match"))) {
        ctx.response().setStatusCode(304).end();
        return;
      }
    }
    ctx.response().end(asset.bytes());
  }

  /** A page with the server's values substituted for {@code ${name}}. */
  void page(RoutingContext ctx, int status, String name, Map<String, String> words) {
    String html =
        Objects.requireNonNull(assets.get(name), name).bytes().toString(StandardCharsets.UTF_8);
    for (Map.Entry<String, String> word : words.entrySet()) {
      html = html.replace("${" + word.getKey() + "}", word.getValue());
    }
    ctx.response()
        .setStatusCode(status)
        .putHeader("Content-Type", TYPES.get("html"))
        .putHeader("Cache-Control", "no-store")
        .end(html);
  }

  /** Total uncompressed size of all files except hls.js. */
  long pageBytes() {
    return assets.entrySet().stream()
        .filter(entry -> !entry.getKey().equals("hls.js"))
        .mapToLong(entry -> entry.getValue().bytes().length())
        .sum();
  }
}
