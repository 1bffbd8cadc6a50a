package io.mediarunner.launcher.standalone;

import io.mediarunner.launcher.TestRunner;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A platform's own server: it has the sources, and is called back. */
final class Platform {
  private final Vertx vertx;
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private final List<String> fetched = new CopyOnWriteArrayList<>();
  private final Map<String, AtomicInteger> refusals = new ConcurrentHashMap<>();
  private volatile boolean held;
  private int port;

  /**
   * A callback.
   *
   * @param application in whose name it came
   * @param key by which it can be recognised
   */
  record Told(String application, String key, String authorization, String body) {}

  private Platform(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * @param video what {@code /video/…} is
   */
  static Platform open(Vertx vertx, Path video) throws Exception {
    Platform platform = new Platform(vertx);
    Router router = Router.router(vertx);
    router.route().handler(BodyHandler.create(false).setBodyLimit(8 << 20));
    router
        .get("/video/*")
        .handler(
            ctx -> {
              platform.fetched.add(ctx.request().path());
              platform.whenReleased(() -> ctx.response().sendFile(video.toString()));
            });
    router
        .get("/missing/*")
        .handler(
            ctx -> {
              platform.fetched.add(ctx.request().path());
              platform.whenReleased(() -> ctx.response().setStatusCode(404).end());
            });
    router
        .get("/slow/*")
        .handler(
            ctx -> {
              ctx.response().setChunked(true);
              long timer =
                  vertx.setPeriodic(
                      200, tick -> ctx.response().write(Buffer.buffer(new byte[100])));
              ctx.response().closeHandler(gone -> vertx.cancelTimer(timer));
              ctx.response().exceptionHandler(gone -> vertx.cancelTimer(timer));
            });
    router
        .post("/notify/:application")
        .handler(
            ctx -> {
              String application = ctx.pathParam("application");
              platform.told.add(
                  new Told(
                      application,
                      String.valueOf(ctx.request().getHeader("Idempotency-Key")),
                      String.valueOf(ctx.request().getHeader("Authorization")),
                      ctx.body().asString()));
              AtomicInteger left = platform.refusals.get(application);
              boolean refuse = left != null && left.getAndDecrement() > 0;
              ctx.response().setStatusCode(refuse ? 503 : 200).end("{\"status\":\"ok\"}");
            });
    platform.port =
        TestRunner.wait(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"))
            .actualPort();
    return platform;
  }

  private void whenReleased(Runnable answer) {
    vertx.setTimer(
        50,
        late -> {
          if (held) {
            whenReleased(answer);
          } else {
            answer.run();
          }
        });
  }

  /** Whether sources keep their clients waiting. */
  void hold(boolean hold) {
    held = hold;
  }

  String url(String path) {
    return "http://localhost:" + port + path;
  }

  /** Says 503 to so many callbacks of an application. */
  void refuse(String application, int times) {
    refusals.put(application, new AtomicInteger(times));
  }

  List<Told> told() {
    return List.copyOf(told);
  }

  /** Paths of the sources in the order in which they were asked for. */
  List<String> fetched() {
    return List.copyOf(fetched);
  }
}
