package io.mediarunner.verticles.http;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.AnnounceState;
import io.mediarunner.core.config.CorsConfig;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.config.StorageConfig;
import io.mediarunner.core.machine.TaskBudget;
import io.mediarunner.core.process.sandbox.SandboxLevel;
import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.core.workspace.TaskFolders;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.dispatch.Admission;
import io.mediarunner.verticles.files.ResultFileHandler;
import io.mediarunner.verticles.http.route.DeleteTaskHandler;
import io.mediarunner.verticles.http.route.DeliveriesHandler;
import io.mediarunner.verticles.http.route.DrainHandler;
import io.mediarunner.verticles.http.route.HealthHandler;
import io.mediarunner.verticles.http.route.IndexHandler;
import io.mediarunner.verticles.http.route.PageHandler;
import io.mediarunner.verticles.http.route.PauseHandler;
import io.mediarunner.verticles.http.route.PingHandler;
import io.mediarunner.verticles.http.route.ProbeHandler;
import io.mediarunner.verticles.http.route.ProgressBoard;
import io.mediarunner.verticles.http.route.Readiness;
import io.mediarunner.verticles.http.route.RetryDeliveriesHandler;
import io.mediarunner.verticles.http.route.RunTaskHandler;
import io.mediarunner.verticles.http.route.RunnerStatusHandler;
import io.mediarunner.verticles.http.route.StopTaskHandler;
import io.mediarunner.verticles.http.route.TaskListHandler;
import io.mediarunner.verticles.http.route.TaskRequestReader;
import io.mediarunner.verticles.http.route.TaskStatusHandler;
import io.mediarunner.verticles.store.HistoryReader;
import io.mediarunner.verticles.store.Journal;
import io.mediarunner.verticles.web.Answer;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.mediarunner.verticles.web.CorsPolicy;
import io.mediarunner.verticles.web.FailureHandler;
import io.mediarunner.verticles.web.GuessLimit;
import io.mediarunner.verticles.web.HttpGuard;
import io.mediarunner.verticles.web.ListenFailure;
import io.mediarunner.verticles.web.Listening;
import io.mediarunner.verticles.web.TokenCheck;
import io.mediarunner.verticles.web.Validated;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.AuthenticationHandler;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.impl.RouterBuilderImpl;
import io.vertx.openapi.contract.Operation;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP interface of one instance: its port, its token check, its one slot. Deploy it before the
 * verticle that registers with the Manager: until it is registered it refuses tasks.
 */
public final class HttpVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(HttpVerticle.class);

  private static final int DRAIN_SECONDS = 5;

  private static final List<String> SECURITY_SCHEMES = List.of("APIKeyHeader", "HTTPBearer");

  private final InstanceConfig instance;
  private final ManagerConfig manager;
  private final StorageConfig storage;
  private final ApiContract contract;
  private final Journal journal;
  private final ResultFiles results;
  private final Bus bus;
  private final Clock clock;
  private final Map<String, String> about;
  private final Optional<SandboxLevel> sandbox;
  private final Optional<HistoryReader> history;
  private final Listening listening;
  private final TaskBudget budget;
  private final CorsPolicy cors;
  private final ProgressBoard progress = new ProgressBoard();
  private volatile @Nullable HttpServer server;

  /**
   * @param contract from {@link ApiContract#load}; may be shared
   * @param clock its zone is used for the times in responses
   * @param about information on the programs in use, shown by {@code /runner/status}: public
   * @param sandbox what confines media programs, shown by {@code /runner/health}
   * @param history of all instances' tasks; empty if there is none
   * @param listening how its server listens
   * @param budget of all instances together
   * @throws NullPointerException if an argument is null
   */
  public HttpVerticle(
      InstanceConfig instance,
      ManagerConfig manager,
      StorageConfig storage,
      CorsConfig cors,
      ApiContract contract,
      Journal journal,
      ResultFiles results,
      Bus bus,
      Clock clock,
      Map<String, String> about,
      Optional<SandboxLevel> sandbox,
      Optional<HistoryReader> history,
      Listening listening,
      TaskBudget budget) {
    this.budget = Objects.requireNonNull(budget, "budget");
    this.instance = Objects.requireNonNull(instance, "instance");
    this.manager = Objects.requireNonNull(manager, "manager");
    this.storage = Objects.requireNonNull(storage, "storage");
    this.cors = new CorsPolicy(Objects.requireNonNull(cors, "cors"));
    this.contract = Objects.requireNonNull(contract, "contract");
    this.journal = Objects.requireNonNull(journal, "journal");
    this.results = Objects.requireNonNull(results, "results");
    this.bus = Objects.requireNonNull(bus, "bus");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.about = Map.copyOf(about);
    this.sandbox = Objects.requireNonNull(sandbox, "sandbox");
    this.history = Objects.requireNonNull(history, "history");
    this.listening = Objects.requireNonNull(listening, "listening");
  }

  /**
   * The port it listens on, which differs from the configured one only if that is 0. Any thread.
   *
   * @throws IllegalStateException before it is deployed
   */
  public int port() {
    if (server == null) {
      throw new IllegalStateException("not listening yet");
    }
    return server.actualPort();
  }

  @Override
  public Future<?> start() {
    Admission admission = new Admission(instance, journal, bus, clock, budget);
    Readiness readiness = new Readiness(instance, admission);
    bus.consume(Addresses.MANAGER_STATE, message -> readiness.heard(message.body()));
    bus.consume(Addresses.TASK_EVENTS, message -> progress.heard(message.body()));
    bus.publish(Addresses.ANNOUNCE_STATE, new AnnounceState());
    return admission.start().compose(resumed -> listen(admission, readiness));
  }

  @Override
  public Future<?> stop() {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
  }

  private Future<Void> listen(Admission admission, Readiness readiness) {
    PingHandler ping = new PingHandler(readiness, cors);
    Router router = router(handlers(admission, readiness, ping));
    return HttpGuard.install(
            vertx,
            vertx.createHttpServer(listening.options()),
            listening.limits(),
            request -> {
              if (PingHandler.isPlainPing(request)) {
                ping.answer(request);
              } else {
                router.handle(request);
              }
            })
        .listen(instance.port(), instance.bindHost())
        .onSuccess(
            open -> {
              server = open;
              log.info(
                  "listening: instance={} {}://{}:{}",
                  instance.number(),
                  listening.scheme(),
                  instance.bindHost(),
                  open.actualPort());
            })
        .recover(
            cause ->
                new ListenFailure(
                        instance.bindHost(),
                        instance.port(),
                        "RUNNER_BIND_HOST",
                        "RUNNER_BASE_PORT")
                    .explain(vertx, cause))
        .mapEmpty();
  }

  /** By operation id; HEAD shares the handler of its GET. */
  private Map<String, Handler<RoutingContext>> handlers(
      Admission admission, Readiness readiness, PingHandler ping) {
    Map<String, Handler<RoutingContext>> handlers = new HashMap<>();
    handlers.put("index", new IndexHandler(contract.version()));
    handlers.put("runnerPing", ping);
    handlers.put(
        "runnerHealth", new HealthHandler(vertx, instance, readiness, sandbox, journal, clock));
    handlers.put(
        "runnerStatus",
        new RunnerStatusHandler(vertx, readiness, manager, storage, this::port, about, clock));
    handlers.put("runnerLive", ProbeHandler.live());
    handlers.put("runnerReady", ProbeHandler.ready(readiness));
    handlers.put(
        "runnerTasks",
        history
            .<Handler<RoutingContext>>map(TaskListHandler::new)
            .orElse(ctx -> ctx.fail(new ApiException(ApiError.NOT_FOUND))));
    handlers.put("runTask", new RunTaskHandler(readiness, admission));
    handlers.put("taskStatus", new TaskStatusHandler(vertx, journal, results, progress));
    handlers.put("stopTask", new StopTaskHandler(journal, bus));
    handlers.put(
        "deleteTask",
        new DeleteTaskHandler(
            vertx,
            journal,
            new TaskFolders(
                storage.storageDir(), storage.statusFile(), storage.otherFolders().values())));
    handlers.put(
        "taskManifest",
        new ResultFileHandler(
            vertx,
            "application/json",
            ctx -> new ResultFileHandler.Wanted(Validated.taskId(ctx).value(), "manifest.json"),
            (id, name) -> results.manifest(id)));
    handlers.put(
        "taskFile",
        new ResultFileHandler(
            vertx, "application/octet-stream", HttpVerticle::wantedFile, results::file));
    handlers.put("pauseRunner", new PauseHandler(instance, bus, admission, readiness, true));
    handlers.put("resumeRunner", new PauseHandler(instance, bus, admission, readiness, false));
    handlers.put("drainRunner", new DrainHandler(bus));
    handlers.put("deliveries", new DeliveriesHandler(journal, clock));
    handlers.put("retryDeliveries", new RetryDeliveriesHandler(journal, bus));
    handlers.put("swaggerPage", PageHandler.swagger());
    handlers.put("swaggerRedirectPage", PageHandler.swaggerRedirect());
    handlers.put("redocPage", PageHandler.redoc());
    handlers.put(
        "openapiDocument", ctx -> Answer.content(ctx, "application/json", contract.document()));
    handlers.put("staticFile", contract.files().handler("file"));
    return handlers;
  }

  private Router router(Map<String, Handler<RoutingContext>> handlers) {
    AuthenticationHandler token =
        TokenAuthentication.handler(
            new TokenCheck(manager.acceptedTokens(), new GuessLimit(clock)));
    Router router = Router.router(vertx);
    router.route().handler(cors).handler(new PathHandler(new ApiPaths(contract.contract())));
    // The contract supports only names of one segment; these are matched as they were sent, so
    // that dots in them cannot lead to other routes.
    router
        .routeWithRegex("/task/result/[^/]+/file/.+")
        .useNormalizedPath(false)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(token)
        .handler(handlers.get("taskFile"));
    router.route("/*").subRouter(contractRouter(handlers, token));
    router.route().failureHandler(new FailureHandler()); // of all other routes
    return router;
  }

  private Router contractRouter(
      Map<String, Handler<RoutingContext>> handlers, AuthenticationHandler token) {
    // Not the interface: that offers no bearer tokens but JWTs (vertx-web issue 2307).
    RouterBuilderImpl builder =
        new RouterBuilderImpl(
            vertx, contract.contract(), new ApiRequestExtractor(listening.limits().body()));
    SECURITY_SCHEMES.forEach(scheme -> builder.security(scheme, token, null));
    for (OpenAPIRoute route : builder.getRoutes()) {
      Operation operation = route.getOperation();
      String id = operation.getOperationId().replaceFirst("Head$", "");
      route.addHandler(Objects.requireNonNull(handlers.get(id), () -> "no handler: " + id));
      if (operation.getRequestBody() != null) {
        route.addFailureHandler(new FailureHandler(TaskRequestReader::explain));
      } else if (!operation.getParameters().isEmpty()) {
        ApiError invalid = ApiContract.invalid(operation);
        route.addFailureHandler(new FailureHandler(ctx -> new ApiException(invalid)));
      } else {
        // Validation takes a worker thread. Whether the runner is alive must not depend on one.
        route.setDoValidation(false);
      }
    }
    return builder.createRouter();
  }

  private static ResultFileHandler.Wanted wantedFile(RoutingContext ctx) {
    String[] parts = ctx.request().path().split("/", 6); // "", task, result, id, file, name
    return new ResultFileHandler.Wanted(
        ApiPaths.decode(parts[3]), ApiPaths.decode(parts[5]).strip());
  }
}
