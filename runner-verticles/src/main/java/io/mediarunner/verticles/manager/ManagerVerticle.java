package io.mediarunner.verticles.manager;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.InstanceAvailability;
import io.mediarunner.core.bus.QueueLength;
import io.mediarunner.core.config.StandaloneConfig.Application.Right;
import io.mediarunner.core.net.ClosedPlaces;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.net.OutboundRules;
import io.mediarunner.core.queue.TaskQueue;
import io.mediarunner.core.queue.WaitingTasks;
import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.call.HttpCalls;
import io.mediarunner.verticles.files.ResultFileHandler;
import io.mediarunner.verticles.store.SteadyClock;
import io.mediarunner.verticles.web.Answer;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.mediarunner.verticles.web.BodyReader;
import io.mediarunner.verticles.web.CorsPolicy;
import io.mediarunner.verticles.web.FailureHandler;
import io.mediarunner.verticles.web.HttpGuard;
import io.mediarunner.verticles.web.ListenFailure;
import io.mediarunner.verticles.web.Listening;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Manager of a standalone runner. */
public final class ManagerVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(ManagerVerticle.class);
  private static final long LARGEST_REQUEST = 1 << 20;

  /** A completion carries what programs wrote: 100,000 characters, perhaps all escaped. */
  private static final long LARGEST_COMPLETION = 4 << 20;

  private static final int RUNNER_CONNECTIONS = 8;
  private static final int CLIENT_CONNECTIONS = 4;
  private static final long LOOK_MILLIS = 500;
  private static final long SETTLE_MILLIS = 60_000;
  private static final long FORGET_MILLIS = 3_600_000;
  private static final int CLOSE_SECONDS = 5;

  private final ManagerSetup setup;
  private final TaskQueue record;
  private final ResultFiles results;
  private final Network network;
  private final Listening listening;
  private final Bus bus;
  private final Clock clock;
  private @Nullable HttpServer server;
  private @Nullable Dispatcher dispatcher;
  private @Nullable CallbackDelivery callbacks;
  private Optional<WaitingTasks> announced = Optional.empty();

  /**
   * @param record of its tasks; the verticle does not close it
   * @param results of all instances
   * @param network the way to applications and runners
   * @param clock its zone is used for the times in answers
   */
  public ManagerVerticle(
      ManagerSetup setup,
      TaskQueue record,
      ResultFiles results,
      Network network,
      Listening listening,
      Bus bus,
      Clock clock) {
    this.setup = Objects.requireNonNull(setup, "setup");
    this.record = Objects.requireNonNull(record, "record");
    this.results = Objects.requireNonNull(results, "results");
    this.network = Objects.requireNonNull(network, "network");
    this.listening = Objects.requireNonNull(listening, "listening");
    this.bus = Objects.requireNonNull(bus, "bus");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public Future<?> start() {
    QueueJournal queue = new QueueJournal(vertx, record, clock, new SteadyClock(clock.instant()));
    Runners runners = new Runners(clock);
    Applications applications = new Applications(setup.applications(), setup.runnerTokens(), clock);
    RunnerCalls calls =
        new RunnerCalls(
            new HttpCalls(vertx, network, "runners", RUNNER_CONNECTIONS),
            setup.url() + "/task/completion");
    Offers offers = new Offers(runners, setup.taskTypes(), setup.unoffered(), clock);
    Dispatcher giving = new Dispatcher(vertx, queue, runners, calls, offers, clock);
    // The Manager is this process: its port is one of the own ones.
    NotifyPolicy notify =
        new NotifyPolicy(
            new OutboundRules(
                setup.notifyHosts(),
                setup.privateNetworks(),
                new ClosedPlaces(setup.ownPorts(), Optional.empty())));
    HttpCalls clients = new HttpCalls(vertx, network, "applications", CLIENT_CONNECTIONS);
    CallbackDelivery telling =
        new CallbackDelivery(
            queue, applications, new NotifyCalls(vertx, network, notify, clients), setup.retries());
    giving.whenEnded(telling::deliver);
    dispatcher = giving;
    callbacks = telling;
    bus.consume(Addresses.INSTANCE_AVAILABILITY, message -> available(giving, message.body()));
    bus.consume(Addresses.ANNOUNCE_STATE, message -> announced = Optional.empty());
    vertx.setPeriodic(LOOK_MILLIS, timer -> look(queue, giving, telling));
    vertx.setPeriodic(SETTLE_MILLIS, timer -> giving.settle());
    vertx.setPeriodic(1, FORGET_MILLIS, timer -> forget(queue));
    TaskReader reader = new TaskReader(setup.privateNetworks(), notify);
    TaskRoutes tasks = new TaskRoutes(vertx, reader, queue, runners, calls, giving, offers, clock);
    Router router =
        router(applications, tasks, new RunnerRoutes(runners, queue, giving, telling, clock));
    return queue.tellAgain().compose(ready -> listen(router));
  }

  private void available(Dispatcher giving, InstanceAvailability state) {
    if (state.available()) {
      giving.offer();
    }
  }

  private void look(QueueJournal queue, Dispatcher giving, CallbackDelivery telling) {
    telling.deliver();
    queue
        .waiting()
        .onSuccess(
            waiting -> {
              if (announced.filter(waiting::equals).isEmpty()) {
                announced = Optional.of(waiting);
                bus.publish(
                    Addresses.QUEUE_LENGTH,
                    new QueueLength(waiting.byApplication(), waiting.oldest()));
              }
              giving.giveUp(waiting.types());
              if (!waiting.isEmpty()) {
                giving.offer();
              }
            });
  }

  private void forget(QueueJournal queue) {
    if (!setup.kept().isZero()) {
      queue
          .forget(clock.instant().minus(setup.kept()))
          .onFailure(cause -> log.warn("cannot forget old tasks: {}", cause.getMessage()));
    }
  }

  private Future<Void> listen(Router router) {
    return HttpGuard.install(
            vertx, vertx.createHttpServer(listening.options()), listening.limits(), router)
        .listen(setup.port(), setup.host())
        .recover(
            cause ->
                new ListenFailure(setup.host(), setup.port(), "STANDALONE_HOST", "STANDALONE_PORT")
                    .explain(vertx, cause))
        .onSuccess(
            open -> {
              server = open;
              log.info("Manager: {} for {}", setup.url(), setup.names());
            })
        .mapEmpty();
  }

  @Override
  public Future<?> stop() {
    if (dispatcher != null) {
      dispatcher.close();
    }
    if (callbacks != null) {
      callbacks.close();
    }
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  private Router router(Applications applications, TaskRoutes tasks, RunnerRoutes runners) {
    Router router = Router.router(vertx);
    router.route().handler(new CorsPolicy(setup.cors()));
    router.route().failureHandler(new FailureHandler());
    router.errorHandler(404, ctx -> FailureHandler.refuse(ctx.request(), ApiError.NOT_FOUND));
    router.errorHandler(
        405, ctx -> FailureHandler.refuse(ctx.request(), ApiError.METHOD_NOT_ALLOWED));
    Handler<RoutingContext> request = body(LARGEST_REQUEST);
    router
        .post("/task/execute")
        .handler(ctx -> applications.require(ctx, Right.RUN))
        .handler(request)
        .handler(tasks::execute);
    router
        .get("/task/status/:task_id")
        .handler(ctx -> applications.require(ctx, Right.READ))
        .handler(tasks::status);
    router
        .get("/task/list")
        .handler(ctx -> applications.require(ctx, Right.READ))
        .handler(tasks::list);
    router
        .post("/task/stop/:task_id")
        .handler(ctx -> applications.require(ctx, Right.STOP))
        .handler(tasks::stop);
    router
        .post("/task/restart/:task_id")
        .handler(ctx -> applications.require(ctx, Right.RUN))
        .handler(tasks::restart);
    router
        .get("/task/result/:task_id")
        .handler(ctx -> applications.require(ctx, Right.READ))
        .handler(tasks::requireResults)
        .handler(
            new ResultFileHandler(
                vertx,
                "application/json",
                ctx -> new ResultFileHandler.Wanted(ctx.pathParam("task_id"), "manifest.json"),
                (id, name) -> results.manifest(id)));
    router
        .routeWithRegex("/task/result/(?<taskid>[^/]+)/file/.+")
        .useNormalizedPath(false)
        .method(io.vertx.core.http.HttpMethod.GET)
        .method(io.vertx.core.http.HttpMethod.HEAD)
        .handler(ctx -> applications.require(ctx, Right.READ))
        .handler(
            ctx -> {
              ctx.pathParams().put("task_id", ctx.pathParam("taskid"));
              tasks.requireResults(ctx);
            })
        .handler(
            new ResultFileHandler(
                vertx, "application/octet-stream", ManagerVerticle::wanted, results::file));
    router
        .post("/runner/register")
        .handler(applications::runner)
        .handler(runners::version)
        .handler(request)
        .handler(runners::register);
    router
        .post("/runner/heartbeat/:runner_id")
        .handler(applications::runner)
        .handler(runners::version)
        .handler(request)
        .handler(runners::heartbeat);
    router
        .post("/task/completion")
        .handler(applications::runner)
        .handler(body(LARGEST_COMPLETION))
        .handler(runners::completion);
    for (String path : new String[] {"/api/health", "/manager/health"}) {
      router
          .get(path)
          .handler(applications::anybody)
          .handler(ctx -> Answer.json(ctx, 200, RunnerRoutes.health()));
    }
    return router;
  }

  private Handler<RoutingContext> body(long most) {
    BodyReader bodies = new BodyReader(most, listening.limits().body());
    return ctx -> bodies.read(ctx).onSuccess(read -> ctx.next()).onFailure(ctx::fail);
  }

  private static ResultFileHandler.Wanted wanted(RoutingContext ctx) {
    String[] parts = ctx.request().path().split("/", 6); // "", task, result, id, file, name
    String name = URLDecoder.decode(parts[5].replace("+", "%2B"), StandardCharsets.UTF_8);
    if (name.startsWith("/") || java.util.List.of(name.split("/", -1)).contains("..")) {
      throw new ApiException(ApiError.RESULT_PATH_INVALID);
    }
    return new ResultFileHandler.Wanted(ctx.pathParam("task_id"), name);
  }
}
