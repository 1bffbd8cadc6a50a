package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.verticles.files.ResultFileHandler;
import io.mediarunner.verticles.web.FailureHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The dashboard's routes: who may call what, and the headers of all responses. */
final class DashboardRoutes {
  /** No inline scripts, nothing from other origins; players create {@code blob:} URLs. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
          + " connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'";

  private static final Map<String, String> RESULT_TYPES =
      Map.ofEntries(
          Map.entry("m3u8", "application/vnd.apple.mpegurl"),
          Map.entry("ts", "video/mp2t"),
          Map.entry("m4s", "video/iso.segment"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("m4a", "audio/mp4"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("vtt", "text/vtt; charset=utf-8"),
          Map.entry("srt", "text/plain; charset=utf-8"),
          Map.entry("log", "text/plain; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("mpd", "application/dash+xml"));
  private static final long MAX_FORM_BYTES = 4096;

  private final Vertx vertx;
  private final LoginHandler login;
  private final Assets assets;
  private final LiveBridge bridge;
  private final TaskData data;
  private final ActionHandler actions;
  private final MetricsHandler metrics;
  private final BundleHandler bundle;
  private final Path storageDir;
  private final Optional<Supplier<Future<JsonObject>>> fleet;

  DashboardRoutes(
      Vertx vertx,
      LoginHandler login,
      Assets assets,
      LiveBridge bridge,
      TaskData data,
      ActionHandler actions,
      MetricsHandler metrics,
      BundleHandler bundle,
      Path storageDir,
      Optional<Supplier<Future<JsonObject>>> fleet) {
    this.vertx = vertx;
    this.login = login;
    this.assets = assets;
    this.bridge = bridge;
    this.data = data;
    this.actions = actions;
    this.metrics = metrics;
    this.bundle = bundle;
    this.storageDir = storageDir;
    this.fleet = fleet;
  }

  Router router() {
    Router router = Router.router(vertx);
    router.route().handler(DashboardRoutes::headers);
    router.get("/assets/:name").handler(assets.files());
    router.route().handler(login::findSession);
    router.post().handler(BodyHandler.create(false).setBodyLimit(MAX_FORM_BYTES));
    router.get("/login").handler(login::show);
    router.post("/login").handler(login::login);
    router.get("/metrics").handler(metrics);
    router.route().handler(login::guard);
    router.get("/").handler(ctx -> assets.page(ctx, 200, "index.html", Map.of()));
    router.route("/live/*").subRouter(bridge.router());
    router
        .get("/data/session")
        .handler(login::checkCsrf)
        .handler(
            ctx -> TaskData.send(ctx, new JsonObject().put("csrf", LoginHandler.csrfToken(ctx))));
    fleet.ifPresent(
        look ->
            router
                .get("/data/fleet")
                .handler(
                    ctx ->
                        look.get()
                            .onSuccess(found -> TaskData.send(ctx, found))
                            .onFailure(ctx::fail)));
    router.get("/data/tasks").handler(data::list);
    router.get("/data/tasks.csv").handler(ctx -> data.export(ctx, true));
    router.get("/data/tasks.json").handler(ctx -> data.export(ctx, false));
    router.get("/data/tasks/:id").handler(data::one);
    router.get("/data/tasks/:id/bundle").handler(bundle);
    results(router);
    router.post().handler(login::checkCsrf).failureHandler(actions::refused);
    router.post("/logout").handler(login::logout);
    router.post("/actions/stop/:id").handler(actions::stop);
    router.post("/actions/again/:id").handler(actions::again);
    router.post("/actions/quiet").handler(actions::quiet);
    router.post("/actions/loud").handler(actions::loud);
    router.post("/actions/pause/:number").handler(ctx -> actions.pause(ctx, true));
    router.post("/actions/resume/:number").handler(ctx -> actions.pause(ctx, false));
    router.post("/actions/drain").handler(actions::drain);
    router.post("/actions/retry").handler(actions::retry);
    router.route().failureHandler(new FailureHandler());
    return router;
  }

  private void results(Router router) {
    ResultFiles results = new ResultFiles(storageDir);
    router
        .getWithRegex("/results/[^/]+/.+")
        .useNormalizedPath(false)
        .handler(
            new ResultFileHandler(
                vertx, DashboardRoutes::type, false, DashboardRoutes::wanted, results::file));
  }

  private static ResultFileHandler.Wanted wanted(RoutingContext ctx) {
    String[] parts = ctx.request().path().split("/", 4); // "", results, id, name
    return new ResultFileHandler.Wanted(parts[2], decode(parts[3]));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return ""; // names no file
    }
  }

  private static String type(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return RESULT_TYPES.getOrDefault(extension, "application/octet-stream");
  }

  private static void headers(RoutingContext ctx) {
    ctx.response()
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "same-origin")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    ctx.next();
  }
}
