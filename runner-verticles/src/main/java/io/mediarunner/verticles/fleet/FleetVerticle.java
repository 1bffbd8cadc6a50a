package io.mediarunner.verticles.fleet;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.fleet.coordinator.FleetCoordinator;
import io.mediarunner.core.fleet.helper.Coordinator;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.BodyReader;
import io.mediarunner.verticles.web.FailureHandler;
import io.mediarunner.verticles.web.GuessLimit;
import io.mediarunner.verticles.web.HttpGuard;
import io.mediarunner.verticles.web.ListenFailure;
import io.mediarunner.verticles.web.Listening;
import io.mediarunner.verticles.web.TokenCheck;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the members of a fleet, on a port of its own. */
public final class FleetVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(FleetVerticle.class);
  private static final long LARGEST_REQUEST = 1 << 20;

  private static final int THREADS = 4;
  private static final int LONGEST_MINUTES = 10;
  private static final int CLOSE_SECONDS = 5;
  private static final int MOST_STRANGERS = 100;

  private final String host;
  private final int port;
  private final Secret secret;
  private final FleetCoordinator coordinator;
  private final FleetSelf self;
  private final Listening listening;
  private final Clock clock;

  /** Whose wrong secret was logged. */
  private final Set<String> strangers = new HashSet<>();

  private @Nullable HttpServer server;

  /**
   * @param host address that it listens on
   * @param port TCP port; 0 = any
   * @param secret that members show
   * @param self what is told of this member
   */
  public FleetVerticle(
      String host,
      int port,
      Secret secret,
      FleetCoordinator coordinator,
      FleetSelf self,
      Listening listening,
      Clock clock) {
    this.host = Objects.requireNonNull(host, "host");
    this.port = port;
    this.secret = Objects.requireNonNull(secret, "secret");
    this.coordinator = Objects.requireNonNull(coordinator, "coordinator");
    this.self = Objects.requireNonNull(self, "self");
    this.listening = Objects.requireNonNull(listening, "listening");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** The port that it listens on, once it is deployed. */
  public int port() {
    return Objects.requireNonNull(server, "not deployed").actualPort();
  }

  @Override
  public Future<?> start() {
    WorkerExecutor workers =
        vertx.createSharedWorkerExecutor("fleet", THREADS, LONGEST_MINUTES, TimeUnit.MINUTES);
    FleetRoutes routes = new FleetRoutes(vertx, workers, coordinator, self);
    return HttpGuard.install(
            vertx, vertx.createHttpServer(listening.options()), listening.limits(), router(routes))
        .listen(port, host)
        .onSuccess(
            open -> {
              server = open;
              log.info("fleet: members are answered on {}:{}", host, open.actualPort());
            })
        .recover(
            cause ->
                new ListenFailure(host, port, "RUNNER_CLUSTER_HOST", "RUNNER_CLUSTER_PORT")
                    .explain(vertx, cause));
  }

  private Router router(FleetRoutes routes) {
    Router router = Router.router(vertx);
    router.route().failureHandler(new FailureHandler());
    router.errorHandler(404, ctx -> FailureHandler.refuse(ctx.request(), ApiError.NOT_FOUND));
    router.errorHandler(
        405, ctx -> FailureHandler.refuse(ctx.request(), ApiError.METHOD_NOT_ALLOWED));
    TokenCheck members = new TokenCheck(List.of(secret), new GuessLimit(clock));
    String lease = "/:task/:piece/:generation";
    router
        .post("/fleet/claim")
        .handler(ctx -> member(ctx, members))
        .handler(body(LARGEST_REQUEST))
        .handler(routes::claim);
    router.get("/fleet/view").handler(ctx -> member(ctx, members)).handler(routes::view);
    router
        .post("/fleet/beat" + lease)
        .handler(routes::holder)
        .handler(body(LARGEST_REQUEST))
        .handler(routes::beat);
    router
        .post("/fleet/end" + lease)
        .handler(routes::holder)
        .handler(body(LARGEST_REQUEST))
        .handler(routes::end);
    router.get("/fleet/source" + lease).handler(routes::holder).handler(routes::source);
    router
        .put("/fleet/result" + lease + "/:file")
        .handler(routes::holder)
        .handler(body(Coordinator.PART))
        .handler(routes::result);
    router
        .post("/fleet/commit" + lease)
        .handler(routes::holder)
        .handler(body(LARGEST_REQUEST))
        .handler(routes::commit);
    return router;
  }

  private void member(RoutingContext ctx, TokenCheck members) {
    switch (members.of(ctx.request(), TokenCheck.bearer(ctx.request()))) {
      case RIGHT -> ctx.next();
      case MISSING -> FailureHandler.refuse(ctx.request(), ApiError.TOKEN_MISSING);
      case WRONG -> {
        String host = ctx.request().remoteAddress().hostAddress();
        if (strangers.size() < MOST_STRANGERS && strangers.add(host)) {
          log.warn("fleet: {} shows another RUNNER_CLUSTER_SECRET", host);
        }
        FailureHandler.refuse(ctx.request(), ApiError.TOKEN_INVALID);
      }
      case LOCKED -> FailureHandler.refuse(ctx.request(), ApiError.TOO_MANY_GUESSES);
    }
  }

  private Handler<RoutingContext> body(long most) {
    BodyReader bodies = new BodyReader(most, listening.limits().body());
    return ctx -> bodies.read(ctx).onSuccess(read -> ctx.next()).onFailure(ctx::fail);
  }

  @Override
  public Future<?> stop() {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
