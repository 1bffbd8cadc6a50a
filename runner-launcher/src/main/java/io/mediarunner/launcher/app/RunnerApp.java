package io.mediarunner.launcher.app;

import io.mediarunner.core.attempt.AttemptContext;
import io.mediarunner.core.attempt.InterruptedTasks;
import io.mediarunner.core.attempt.LegacyTaskImport;
import io.mediarunner.core.attempt.StorageCleanup;
import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.Drain;
import io.mediarunner.core.bus.PauseInstance;
import io.mediarunner.core.bus.ShutdownRunner;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.StorageConfig;
import io.mediarunner.core.fetch.FetchTimings;
import io.mediarunner.core.fetch.SourceFetcher;
import io.mediarunner.core.log.Masker;
import io.mediarunner.core.machine.MachineGauge;
import io.mediarunner.core.media.MediaWork;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.core.workspace.DiskClaims;
import io.mediarunner.core.workspace.FreeSpace;
import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.core.workspace.TaskFolders;
import io.mediarunner.launcher.systemd.NotifySocket;
import io.mediarunner.launcher.systemd.SystemdVerticle;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.cleanup.CleanupVerticle;
import io.mediarunner.verticles.dashboard.DashboardSetup;
import io.mediarunner.verticles.dashboard.DashboardVerticle;
import io.mediarunner.verticles.disk.DiskVerticle;
import io.mediarunner.verticles.http.ApiContract;
import io.mediarunner.verticles.http.HttpVerticle;
import io.mediarunner.verticles.mail.FailureMailVerticle;
import io.mediarunner.verticles.media.MediaVerticle;
import io.mediarunner.verticles.metrics.MetricsVerticle;
import io.mediarunner.verticles.report.ManagerClientVerticle;
import io.mediarunner.verticles.report.ManagerTimings;
import io.mediarunner.verticles.report.ManagerVersion;
import io.mediarunner.verticles.store.HistoryReader;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole runner in this process: everything is built by hand and deployed in order. Tasks of an
 * earlier process are settled before any port opens; ports open before the runner registers.
 */
public final class RunnerApp {
  private static final Logger log = LoggerFactory.getLogger(RunnerApp.class);
  private static final Duration LAST_REPORTS = Duration.ofSeconds(3);
  private static final Duration HASTY_REPORTS = Duration.ofMillis(500);
  private static final Duration DISK_LOOK = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final Vertx vertx;
  private final Clock clock = Clock.systemUTC();
  private final RunnerConfig config;
  private final List<String> takesTasks = new CopyOnWriteArrayList<>();
  private final List<String> reports = new CopyOnWriteArrayList<>();
  private final Set<Integer> paused = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;
  private final Supervisor supervisor;
  private volatile Consumer<String> whenLost = reason -> log.error("shutting down: {}", reason);
  private LockFile lock;
  private TaskStore store;
  private Bus bus;
  private final DiskClaims disk = new DiskClaims();
  private MediaTools tools;
  private List<InstanceConfig> instances;
  private Network network;
  private SourceFetcher fetcher;
  private TaskHistory history;
  private Optional<DashboardToken> dashboardToken = Optional.empty();
  private volatile Optional<DashboardVerticle> dashboard = Optional.empty();
  private volatile MetricsVerticle metrics;
  private Future<Void> ended;

  private RunnerApp(Vertx vertx, RunnerConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.instances = config.instances();
    this.supervisor = new Supervisor(vertx, reason -> whenLost.accept(reason));
  }

  /**
   * Starts all instances.
   *
   * @param ffmpeg finds the ffmpeg to use; called once, on a worker thread
   * @return done when every instance responds on its port; fails with the reason, and then nothing
   *     keeps running
   */
  public static Future<RunnerApp> start(
      Vertx vertx, RunnerConfig config, Callable<FfmpegTools> ffmpeg) {
    RunnerApp app = new RunnerApp(vertx, config);
    Future<ApiContract> contract = ApiContract.load(vertx);
    Future<Void> storage = app.blocking(app::openStorage);
    Future<Void> tools =
        app.blocking(
            () -> {
              app.tools = MediaTools.find(config, ffmpeg.call());
              app.instances = app.tools.instances();
              app.network = Network.of(config.proxy());
              app.fetcher =
                  new SourceFetcher(config.downloads(), app.network, FetchTimings.STANDARD);
            });
    return Future.join(contract, storage, tools)
        .compose(ready -> app.deploy(contract.result()))
        .map(app)
        .recover(cause -> app.stop().transform(stopped -> Future.failedFuture(cause)));
  }

  /** The ffmpeg in use. */
  public FfmpegTools ffmpeg() {
    return tools.ffmpeg();
  }

  private interface Step {
    void run() throws Exception;
  }

  private Future<Void> blocking(Step step) {
    return vertx.executeBlocking(
        () -> {
          step.run();
          return null;
        },
        false);
  }

  private void openStorage() throws IOException {
    lock = StorageLock.acquire(config.storage().storageDir());
    store =
        TaskStore.open(
            config.storage().storageDir().resolve("runner.db"),
            CrashPoint.of(Optional.ofNullable(System.getProperty(CrashPoint.PROPERTY))));
    store.adoptOutbox(config.instances().size());
    history = TaskHistory.open(config.storage().storageDir().resolve("runner.db"));
    if (config.dashboard().enabled() && config.dashboard().token().isEmpty()) {
      dashboardToken = Optional.of(DashboardToken.keptIn(config.storage().storageDir()));
    }
    new LegacyTaskImport(store, config.storage().storageDir(), config.storage().statusFile(), clock)
        .takeOver(config.instances().size());
    InterruptedTasks.Summary interrupted =
        new InterruptedTasks(store, config.storage().storageDir(), clock)
            .settle(config.instances().size());
    if (interrupted.ended() + interrupted.again() + interrupted.orphans() > 0) {
      log.warn(
          "settled interrupted tasks: {} ended, {} continue ({} of them adopted);"
              + " {} stray programs terminated",
          interrupted.ended(),
          interrupted.again(),
          interrupted.adoptable(),
          interrupted.orphans());
    }
  }

  private Future<Void> deploy(ApiContract contract) {
    Map<TaskType, MediaWork> works;
    Map<String, String> about;
    try {
      works = tools.works();
      about = tools.about();
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
    bus = new Bus(vertx);
    Journal journal = new Journal(vertx, store, clock);
    ManagerVersion version = new ManagerVersion(config.manager().compatVersion());
    ResultFiles results = new ResultFiles(config.storage().storageDir());
    rememberWishes();
    HistoryReader reader = new HistoryReader(vertx, history);
    return deployDashboard(journal, reader, about)
        .compose(
            watching ->
                Future.join(
                    works.entrySet().stream()
                        .map(
                            work ->
                                deployMedia(work.getKey(), attemptTools(work.getValue()), journal))
                        .toList()))
        .compose(
            deployed ->
                all(
                    instance ->
                        supervisor
                            .deploy(
                                "http-" + instance.number(),
                                () ->
                                    new HttpVerticle(
                                        instance,
                                        config.manager(),
                                        config.storage(),
                                        config.cors(),
                                        contract,
                                        journal,
                                        results,
                                        bus,
                                        clock,
                                        about,
                                        Optional.of(reader)))
                            .onSuccess(takesTasks::add)))
        .compose(listening -> deployDisk())
        .compose(
            looked ->
                all(
                    instance ->
                        supervisor
                            .deploy(
                                "manager-" + instance.number(),
                                () ->
                                    new ManagerClientVerticle(
                                        instance,
                                        config.manager(),
                                        config.completion(),
                                        network,
                                        version,
                                        ManagerTimings.STANDARD,
                                        journal,
                                        bus,
                                        clock))
                            .onSuccess(reports::add)))
        .compose(reporting -> deployMail(journal, bus))
        .compose(mailing -> deployCleanup());
  }

  /** First, so that it receives all events. A runner without its dashboard still works. */
  private Future<Void> deployDashboard(
      Journal journal, HistoryReader reader, Map<String, String> about) {
    if (!config.dashboard().enabled()) {
      return Future.succeededFuture();
    }
    DashboardSetup setup = dashboardSetup(about);
    return supervisor
        .deploy("metrics", () -> newMetrics(reader))
        .onSuccess(reports::add)
        .compose(
            counting -> supervisor.deploy("dashboard", () -> newDashboard(setup, journal, reader)))
        .onSuccess(reports::add)
        .recover(
            cause -> {
              dashboard = Optional.empty();
              log.error(
                  "no dashboard: cannot listen on {}:{}: {}",
                  config.dashboard().host(),
                  config.dashboard().port(),
                  cause.getMessage());
              return Future.succeededFuture();
            })
        .mapEmpty();
  }

  private MetricsVerticle newMetrics(HistoryReader reader) {
    metrics = new MetricsVerticle(instances, config.storage().storageDir(), reader, bus, clock);
    return metrics;
  }

  private DashboardVerticle newDashboard(
      DashboardSetup setup, Journal journal, HistoryReader reader) {
    DashboardVerticle fresh =
        new DashboardVerticle(setup, journal, reader, () -> metrics.scrape(), bus, clock);
    dashboard = Optional.of(fresh);
    return fresh;
  }

  private DashboardSetup dashboardSetup(Map<String, String> about) {
    Secret token =
        config.dashboard().token().orElseGet(() -> dashboardToken.orElseThrow().secret());
    return new DashboardSetup(
        config.dashboard(),
        token,
        config.manager().token(),
        instances,
        config.storage().storageDir(),
        Version.current(),
        about,
        tools.notes(),
        new MachineGauge(
            config.storage().storageDir(),
            config.encoding().gpu() ? Optional.of(new JdkProcessRunner()) : Optional.empty(),
            clock),
        new Masker(List.of(config.manager().token(), token)));
  }

  /** The dashboard token, if it was generated at this start. */
  public Optional<Secret> newDashboardToken() {
    return dashboardToken.filter(DashboardToken::made).map(DashboardToken::secret);
  }

  /** The port of the dashboard; empty if there is none. */
  public Optional<Integer> dashboardPort() {
    return dashboard.map(DashboardVerticle::port);
  }

  private Future<String> deployMedia(TaskType type, AttemptContext tools, Journal journal) {
    return supervisor
        .deploy(type.wireName(), () -> new MediaVerticle(type, tools, journal, bus, clock))
        .onSuccess(takesTasks::add);
  }

  /**
   * A restarted instance asks for the current state like all others; this answers with pauses and
   * draining.
   */
  private void rememberWishes() {
    bus.consume(
        Addresses.PAUSE,
        message -> {
          PauseInstance command = message.body();
          if (command.paused()) {
            paused.add(command.instance());
          } else {
            paused.remove(command.instance());
          }
        });
    bus.consume(Addresses.DRAIN, message -> draining = true);
    bus.consume(
        Addresses.TELL_AGAIN,
        message -> {
          paused.forEach(number -> bus.publish(Addresses.PAUSE, new PauseInstance(number, true)));
          if (draining) {
            bus.publish(Addresses.DRAIN, new Drain());
          }
        });
  }

  private Future<Void> deployMail(Journal journal, Bus bus) {
    return config.mail().enabled()
        ? supervisor
            .deploy(
                "mail",
                () ->
                    new FailureMailVerticle(
                        config.mail(), instances, config.manager().url(), journal, bus))
            .onSuccess(reports::add)
            .mapEmpty()
        : Future.succeededFuture();
  }

  private Future<Void> deployDisk() {
    StorageConfig storage = config.storage();
    return storage.reserveBytes() == 0
        ? Future.succeededFuture()
        : supervisor
            .deploy(
                "disk",
                () ->
                    new DiskVerticle(
                        () -> FreeSpace.usable(storage.storageDir()),
                        disk::bytes,
                        storage.reserveBytes(),
                        DISK_LOOK,
                        bus))
            .onSuccess(takesTasks::add)
            .mapEmpty();
  }

  private Future<Void> deployCleanup() {
    Duration age = config.storage().maxFileAge();
    if (age.isZero()) {
      return Future.succeededFuture();
    }
    TaskFolders folders =
        new TaskFolders(config.storage().storageDir(), config.storage().statusFile());
    StorageCleanup cleanup = new StorageCleanup(store, folders, age);
    return supervisor
        .deploy(
            "cleanup",
            () -> new CleanupVerticle(cleanup, config.storage().cleanupInterval(), clock))
        .onSuccess(takesTasks::add)
        .mapEmpty();
  }

  private AttemptContext attemptTools(MediaWork work) {
    return new AttemptContext(
        config.storage().storageDir(),
        fetcher,
        disk,
        new JdkProcessRunner(),
        work,
        (taskId, attempt, pid) -> InterruptedTasks.remember(store, taskId, attempt, pid));
  }

  private interface Deployment {
    Future<String> of(InstanceConfig instance);
  }

  private Future<Void> all(Deployment deployment) {
    return Future.join(instances.stream().map(deployment::of).toList()).mapEmpty();
  }

  /** Calls the handler when somebody requests a shutdown over HTTP or the bus. */
  public void whenToldToEnd(Consumer<ShutdownRunner> handler) {
    bus.consume(Addresses.END_RUNNER, message -> handler.accept(message.body()));
  }

  /** Calls the handler with the reason when the runner cannot recover by itself. */
  public void whenLost(Consumer<String> handler) {
    whenLost = handler;
  }

  /**
   * Notifies systemd that the runner is ready, and from then on of its status until it exits.
   *
   * @param watchdog interval in which systemd expects a keep-alive; empty if it expects none
   */
  public Future<Void> tellSystemd(NotifySocket socket, Optional<Duration> watchdog) {
    return supervisor
        .deploy("systemd", () -> new SystemdVerticle(socket, watchdog, supervisor::contexts, bus))
        .mapEmpty();
  }

  /** {@link #drain(Duration)} with the configured time. */
  public Future<Void> drain() {
    return drain(config.shutdownGrace());
  }

  /**
   * Shuts everything down in order: no new tasks; running ones have some time to finish, while the
   * runner keeps responding and its heartbeats report busy; unfinished ones continue at the next
   * start. Completions are delivered within a few seconds or at the next start.
   *
   * @param grace how long running tasks get to finish
   */
  public Future<Void> drain(Duration grace) {
    if (bus == null) {
      return stop();
    }
    log.info("draining: running tasks have {} s to finish", grace.toSeconds());
    bus.publish(Addresses.DRAIN, new Drain());
    return quiet(System.nanoTime() + grace.toNanos()).transform(waited -> end(LAST_REPORTS));
  }

  /** Waits until no task is running, or until a deadline. */
  private Future<Void> quiet(long deadline) {
    return vertx
        .executeBlocking(
            () -> store.unfinished().stream().noneMatch(t -> t.state() == TaskState.RUNNING), false)
        .compose(
            quiet ->
                quiet || System.nanoTime() > deadline
                    ? Future.succeededFuture()
                    : vertx.timer(LOOK_AGAIN.toMillis()).compose(later -> quiet(deadline)));
  }

  /** Shuts everything down now, even during a drain; running tasks continue at the next start. */
  public Future<Void> stop() {
    return end(HASTY_REPORTS);
  }

  /** However often it is called, everything shuts down once. */
  private synchronized Future<Void> end(Duration reports) {
    if (ended == null) {
      if (bus != null) {
        bus.publish(Addresses.DRAIN, new Drain()); // tasks handed back now wait for the next start
      }
      ended =
          undeploy(takesTasks)
              .compose(stopped -> lastReports(System.nanoTime() + reports.toNanos()))
              .compose(reported -> undeploy(this.reports))
              .compose(quiet -> blocking(this::close));
    }
    return ended;
  }

  private Future<Void> undeploy(List<String> deployments) {
    return Future.join(List.copyOf(deployments).stream().map(supervisor::undeploy).toList())
        .otherwiseEmpty()
        .mapEmpty();
  }

  /** Waits briefly until the outboxes are empty: they are on disk anyway. */
  private Future<Void> lastReports(long deadline) {
    if (store == null || reports.isEmpty()) {
      return Future.succeededFuture();
    }
    return vertx
        .executeBlocking(
            () -> instances.stream().noneMatch(i -> store.outboxNextDue(i.number()).isPresent()),
            false)
        .compose(
            empty ->
                empty || System.nanoTime() > deadline
                    ? Future.succeededFuture()
                    : vertx.timer(LOOK_AGAIN.toMillis()).compose(later -> lastReports(deadline)));
  }

  private void close() throws IOException {
    if (fetcher != null) {
      fetcher.close();
    }
    if (history != null) {
      history.close();
    }
    if (store != null) {
      store.close();
    }
    if (lock != null) {
      lock.close();
    }
  }
}
