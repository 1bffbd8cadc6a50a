package io.mediarunner.verticles.dashboard;

import io.mediarunner.verticles.files.StaticFiles;
import io.mediarunner.verticles.files.WebJar;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The dashboard's two pages and the files that they load, read once. */
final class Assets {
  /** The pages, of our own resources. */
  static final List<String> PAGES = List.of("index.html", "login.html");

  /** What the pages load, of our own resources; and beside it {@code hls.js} of its WebJar. */
  static final List<String> FILES =
      List.of(
          "app.css",
          "login.js",
          "main.js",
          "attention.js",
          "charts.js",
          "copy.js",
          "first.js",
          "fleet.js",
          "dom.js",
          "text.js",
          "live.js",
          "overview.js",
          "history.js",
          "task.js",
          "player.js",
          "icon.svg");

  private static final String FOLDER = "dashboard/";

  private final StaticFiles files;
  private final Map<String, String> pages;

  private Assets(StaticFiles files, Map<String, String> pages) {
    this.files = files;
    this.pages = pages;
  }

  /** Reads all of them from the class path. */
  static Assets load() throws IOException {
    Map<String, String> files = new HashMap<>();
    FILES.forEach(name -> files.put(name, FOLDER + name));
    files.put("hls.js", WebJar.resource("org.webjars.npm/hls.js", "dist/hls.min.js"));
    Map<String, String> pages = new HashMap<>();
    for (String name : PAGES) {
      pages.put(name, new String(read(name), StandardCharsets.UTF_8));
    }
    return new Assets(StaticFiles.unpack("assets", files), pages);
  }

  /** One of our own resources. */
  static byte[] read(String name) throws IOException {
    try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IOException("not on the class path: " + FOLDER + name);
      }
      return in.readAllBytes();
    }
  }

  /** Serves the files on {@code /assets/:name}. */
  Handler<RoutingContext> files() {
    return files.handler("name");
  }

  /** A page with the server's values substituted for {@code ${name}}. */
  void page(RoutingContext ctx, int status, String name, Map<String, String> words) {
    String html = Objects.requireNonNull(pages.get(name), name);
    for (Map.Entry<String, String> word : words.entrySet()) {
      html = html.replace("${" + word.getKey() + "}", word.getValue());
    }
    ctx.response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Cache-Control", "no-store")
        .end(html);
  }
}
