package io.mediarunner.launcher.app;

import io.mediarunner.core.attempt.AttemptContext;
import io.mediarunner.core.attempt.InterruptedTasks;
import io.mediarunner.core.attempt.StorageCleanup;
import io.mediarunner.core.bundle.TaskBundle;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.StandaloneConfig;
import io.mediarunner.core.config.StandaloneConfig.Application;
import io.mediarunner.core.config.StorageConfig;
import io.mediarunner.core.config.admission.AdmissionConfig;
import io.mediarunner.core.log.Masker;
import io.mediarunner.core.machine.AvailableMemory;
import io.mediarunner.core.machine.MachineGauge;
import io.mediarunner.core.machine.TaskBudget;
import io.mediarunner.core.process.BoundProcesses;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.core.workspace.DiskClaims;
import io.mediarunner.core.workspace.FreeSpace;
import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.core.workspace.TaskFolders;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.cleanup.CleanupVerticle;
import io.mediarunner.verticles.dashboard.DashboardSetup;
import io.mediarunner.verticles.dashboard.DashboardVerticle;
import io.mediarunner.verticles.disk.DiskVerticle;
import io.mediarunner.verticles.disk.MemoryVerticle;
import io.mediarunner.verticles.disk.StorageVerticle;
import io.mediarunner.verticles.http.HttpVerticle;
import io.mediarunner.verticles.mail.FailureMailVerticle;
import io.mediarunner.verticles.manager.ManagerSetup;
import io.mediarunner.verticles.manager.ManagerVerticle;
import io.mediarunner.verticles.media.MediaVerticle;
import io.mediarunner.verticles.media.TaskTracing;
import io.mediarunner.verticles.metrics.MetricsVerticle;
import io.mediarunner.verticles.report.ManagerClientVerticle;
import io.mediarunner.verticles.report.ManagerTimings;
import io.mediarunner.verticles.report.ManagerVersion;
import io.mediarunner.verticles.store.HistoryReader;
import io.mediarunner.verticles.store.Journal;
import io.mediarunner.verticles.web.HttpLimits;
import io.mediarunner.verticles.web.Listening;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys the verticles of a runner in order, and undeploys them in the opposite one: whoever takes
 * tasks stops first, whoever reports on them last.
 */
final class Deployments {
  private static final Logger log = LoggerFactory.getLogger(Deployments.class);
  private static final Duration DISK_LOOK = Duration.ofSeconds(10);
  private static final Duration MEMORY_LOOK = Duration.ofSeconds(2);
  private static final Duration STORAGE_LOOK = Duration.ofSeconds(2);

  /** What an attempt takes beyond the time limit of its programs: downloads and verification. */
  private static final Duration ATTEMPT_MARGIN = Duration.ofHours(6);

  private final Vertx vertx;
  private final RunnerParts parts;
  private final RunnerConfig config;
  private final Supervisor supervisor;
  private final TaskTracing tracing;
  private final Bus bus;
  private final Journal journal;
  private final HistoryReader history;
  private final ManagerVersion version;
  private final Listening listening;
  private final DiskClaims disk = new DiskClaims();
  private final TaskBudget budget;
  private final List<String> taking = new CopyOnWriteArrayList<>();
  private final List<String> reporting = new CopyOnWriteArrayList<>();
  private volatile Optional<MetricsVerticle> metrics = Optional.empty();
  private volatile Optional<DashboardVerticle> dashboard = Optional.empty();
  private volatile Optional<Fleet> fleet = Optional.empty();

  Deployments(Vertx vertx, RunnerParts parts, Supervisor supervisor, TaskTracing tracing, Bus bus) {
    this.vertx = vertx;
    this.parts = parts;
    this.config = parts.config();
    this.supervisor = supervisor;
    this.tracing = tracing;
    this.bus = bus;
    this.version = new ManagerVersion(parts.config().manager().compatVersion());
    this.listening = new Listening(parts.config().tls(), HttpLimits.STANDARD);
    this.journal = new Journal(vertx, parts.storage().store(), parts.clock());
    this.history = new HistoryReader(vertx, parts.storage().history());
    this.budget =
        TaskBudget.of(
            config.admission(),
            parts.tools().instances().size(),
            Runtime.getRuntime().availableProcessors(),
            AvailableMemory.total(),
            parts.tools().onHardware(),
            parts.tools().cards());
  }

  /** Everything, in order: who only shows, who works, who takes tasks, who reports them. */
  Future<Void> deploy() {
    return showing()
        .compose(shown -> working())
        .compose(working -> fleet())
        .compose(joined -> eachInstance(this::http))
        .compose(listening -> storage())
        .compose(watched -> disk())
        .compose(watched -> memory())
        .compose(watched -> ownManager())
        .compose(managed -> eachInstance(this::managerClient))
        .compose(reporting -> mail())
        .compose(mailing -> cleanup());
  }

  /** The port of the dashboard; empty if there is none. */
  Optional<Integer> dashboardPort() {
    return dashboard.map(DashboardVerticle::port);
  }

  /** Whether anything still reports to the Manager. */
  boolean reporting() {
    return !reporting.isEmpty();
  }

  Future<Void> stopTaking() {
    return undeploy(taking);
  }

  Future<Void> stopReporting() {
    return undeploy(reporting)
        .eventually(
            () ->
                vertx.executeBlocking(
                    () -> {
                      fleet.ifPresent(Fleet::close);
                      return null;
                    },
                    false));
  }

  private Future<Void> undeploy(List<String> names) {
    return Future.join(List.copyOf(names).stream().map(supervisor::undeploy).toList())
        .otherwiseEmpty()
        .mapEmpty();
  }

  private Future<Void> eachInstance(Function<InstanceConfig, Future<String>> deployment) {
    return Future.join(parts.tools().instances().stream().map(deployment).toList()).mapEmpty();
  }

  /** First, so that it receives all events. A runner without its dashboard still works. */
  private Future<Void> showing() {
    if (!config.dashboard().enabled()) {
      return Future.succeededFuture();
    }
    return supervisor
        .deployOptional("metrics", this::newMetrics)
        .onSuccess(reporting::add)
        .compose(counting -> supervisor.deployOptional("dashboard", this::newDashboard))
        .onSuccess(reporting::add)
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

  private MetricsVerticle newMetrics() {
    MetricsVerticle fresh =
        new MetricsVerticle(
            parts.tools().instances(),
            config.storage().storageDir(),
            machineGauge()::measure,
            history,
            bus,
            parts.clock());
    metrics = Optional.of(fresh);
    return fresh;
  }

  private DashboardVerticle newDashboard() {
    DashboardVerticle fresh =
        new DashboardVerticle(
            dashboardSetup(),
            journal,
            history,
            () -> metrics.map(MetricsVerticle::scrape).orElse(""),
            bus,
            parts.clock());
    dashboard = Optional.of(fresh);
    return fresh;
  }

  private DashboardSetup dashboardSetup() {
    Secret token =
        config
            .dashboard()
            .token()
            .orElseGet(() -> parts.storage().dashboardToken().orElseThrow().secret());
    return new DashboardSetup(
        config.dashboard(),
        token,
        config.manager().acceptedTokens(),
        parts.tools().instances(),
        parts.tools().silent(),
        config.shutdownGrace(),
        config.storage().storageDir(),
        Version.current(),
        parts.about(),
        parts.notes(),
        machineGauge(),
        new Masker(
            Stream.concat(config.manager().acceptedTokens().stream(), Stream.of(token)).toList()),
        listening,
        new TaskBundle(
            config.storage().storageDir(),
            config.log().directory(),
            BundleVersions.of(parts.about()),
            config.given(),
            KnownSecrets.masker(config, token),
            parts.clock()),
        config.cluster().enabled() ? Optional.of(this::lookAtFleet) : Optional.empty());
  }

  private Future<JsonObject> lookAtFleet() {
    return fleet
        .map(members -> members.look(vertx))
        .orElseGet(() -> Future.failedFuture("the fleet is not there yet"));
  }

  private MachineGauge machineGauge() {
    return new MachineGauge(
        config.storage().storageDir(),
        config.encoding().gpu() ? Optional.of(parts.processes()) : Optional.empty(),
        parts.clock());
  }

  private Future<Void> working() {
    return Future.join(parts.works().get(0).works().keySet().stream().map(this::media).toList())
        .mapEmpty();
  }

  /** Each instance's attempts on its own device. */
  private Future<String> media(TaskType type) {
    List<AttemptContext> devices =
        parts.works().stream().map(device -> attempts(type, device)).toList();
    long slots =
        parts.tools().instances().stream()
            .filter(instance -> instance.taskTypes().contains(type))
            .count();
    return supervisor
        .deploy(
            type.wireName(),
            () ->
                new MediaVerticle(
                    type,
                    instance -> devices.get(instance % devices.size()),
                    (int) Math.max(1, slots),
                    config.tools().limit().plus(ATTEMPT_MARGIN),
                    tracing,
                    journal,
                    bus,
                    parts.clock()),
            MediaVerticle.deployment(type))
        .onSuccess(taking::add);
  }

  private AttemptContext attempts(TaskType type, DeviceWorks device) {
    return new AttemptContext(
        config.storage().storageDir(),
        parts.fetcher(),
        disk,
        BoundProcesses.in(device.environment(), parts.processes()),
        Objects.requireNonNull(device.works().get(type)),
        parts.storage().problem(),
        parts.tools().trial(type),
        (taskId, attempt, pid) ->
            InterruptedTasks.remember(parts.storage().store(), taskId, attempt, pid));
  }

  /** Before the ports open: tasks that an earlier process left may be shared at once. */
  private Future<Void> fleet() {
    if (!config.cluster().enabled()) {
      return Future.succeededFuture();
    }
    return vertx
        .executeBlocking(() -> Fleet.open(parts, disk), false)
        .compose(
            opened -> {
              fleet = Optional.of(opened);
              return supervisor
                  .deploy("fleet", () -> opened.answering(listening))
                  .onSuccess(taking::add)
                  .compose(answering -> supervisor.deploy("helper", () -> opened.helping(bus)))
                  .onSuccess(taking::add)
                  .compose(
                      helping ->
                          opened.hasBus()
                              ? supervisor.deploy("cluster", () -> opened.clustered(bus))
                              : Future.succeededFuture(helping));
            })
        .mapEmpty();
  }

  private Future<String> http(InstanceConfig instance) {
    ResultFiles results = new ResultFiles(config.storage().storageDir());
    return supervisor
        .deploy(
            "http-" + instance.number(),
            () ->
                new HttpVerticle(
                    instance,
                    config.manager(),
                    config.storage(),
                    config.cors(),
                    parts.contract(),
                    journal,
                    results,
                    bus,
                    parts.clock(),
                    parts.about(),
                    Optional.of(parts.sandbox().level()),
                    Optional.of(history),
                    listening,
                    budget))
        .onSuccess(taking::add);
  }

  /** The Manager of a standalone runner; before anybody calls it. */
  private Future<Void> ownManager() {
    return parts
        .storage()
        .queue()
        .map(
            queue ->
                supervisor
                    .deploy(
                        "manager",
                        () ->
                            new ManagerVerticle(
                                managerSetup(),
                                queue,
                                new ResultFiles(config.storage().storageDir()),
                                parts.network(),
                                listening,
                                bus,
                                parts.clock()))
                    .onSuccess(reporting::add)
                    .<Void>mapEmpty())
        .orElseGet(Future::succeededFuture);
  }

  private ManagerSetup managerSetup() {
    StandaloneConfig standalone = config.standalone();
    List<Application> applications =
        parts
            .storage()
            .applicationToken()
            .map(kept -> List.of(Application.full("default", kept.secret())))
            .orElseGet(standalone::applications);
    return new ManagerSetup(
        standalone.host(),
        standalone.port(),
        config.manager().url(),
        applications,
        config.manager().acceptedTokens(),
        standalone.unoffered(),
        config.taskTypes(),
        config.downloads().allowPrivateNetworks(),
        standalone.notifyHosts(),
        config.ownPorts(),
        config.completion(),
        config.cors(),
        config.storage().maxFileAge());
  }

  private Future<String> managerClient(InstanceConfig instance) {
    return supervisor
        .deploy(
            "manager-" + instance.number(),
            () ->
                new ManagerClientVerticle(
                    instance,
                    config.manager(),
                    config.completion(),
                    parts.network(),
                    version,
                    ManagerTimings.STANDARD,
                    journal,
                    bus))
        .onSuccess(reporting::add);
  }

  private Future<Void> mail() {
    return config.mail().enabled()
        ? supervisor
            .deployOptional(
                "mail",
                () ->
                    new FailureMailVerticle(
                        config.mail(),
                        parts.tools().instances(),
                        config.manager().url(),
                        journal,
                        bus))
            .onSuccess(reporting::add)
            .mapEmpty()
        : Future.succeededFuture();
  }

  private Future<Void> storage() {
    return supervisor
        .deploy("storage", () -> new StorageVerticle(parts.storage().problem(), STORAGE_LOOK, bus))
        .onSuccess(reporting::add)
        .mapEmpty();
  }

  private Future<Void> disk() {
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
            .onSuccess(taking::add)
            .mapEmpty();
  }

  /** With one slot there is nobody to be slowed down. */
  private Future<Void> memory() {
    AdmissionConfig.Mode mode = config.admission().mode();
    boolean looked =
        mode == AdmissionConfig.Mode.ON
            || (mode == AdmissionConfig.Mode.AUTO && parts.tools().instances().size() > 1);
    return looked
        ? supervisor
            .deploy(
                "memory",
                () ->
                    new MemoryVerticle(
                        AvailableMemory::bytes,
                        config.admission().taskMemoryBytes(),
                        MEMORY_LOOK,
                        bus))
            .onSuccess(taking::add)
            .mapEmpty()
        : Future.succeededFuture();
  }

  private Future<Void> cleanup() {
    StorageConfig storage = config.storage();
    if (storage.maxFileAge().isZero()) {
      return Future.succeededFuture();
    }
    StorageCleanup cleanup =
        new StorageCleanup(
            parts.storage().store(),
            new TaskFolders(
                storage.storageDir(), storage.statusFile(), storage.otherFolders().values()),
            storage.maxFileAge());
    return supervisor
        .deploy(
            "cleanup", () -> new CleanupVerticle(cleanup, storage.cleanupInterval(), parts.clock()))
        .onSuccess(taking::add)
        .mapEmpty();
  }
}
