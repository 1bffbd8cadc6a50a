package io.mediarunner.verticles.metrics;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.AnnounceState;
import io.mediarunner.core.bus.InstanceAvailability;
import io.mediarunner.core.bus.ManagerState;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.machine.MachineLoad;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.HistoryReader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.micrometer.backends.BackendRegistries;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns bus events into metrics. Everything else is polled every few seconds, not on a scrape, so a
 * scrape never waits for the disk.
 */
public final class MetricsVerticle extends VerticleBase {
  /** Name of the registry with Vert.x's own server and pool metrics. */
  public static final String VERTX_REGISTRY = "media-runner";

  private static final Logger log = LoggerFactory.getLogger(MetricsVerticle.class);
  private static final long LOOK_MILLIS = 10_000;
  private static final long FIRST_LOOK_MILLIS = 1_000;
  private static final long LAG_MILLIS = 500;

  /** Names that promtool rejects. */
  private static final List<String> NOT_FOR_PROMETHEUS =
      List.of("process.cpu.time", "system.cpu.count");

  private final List<InstanceConfig> instances;
  private final LongSupplier usable;
  private final LongSupplier total;
  private final Supplier<MachineLoad> machine;
  private final HistoryReader history;
  private final Bus bus;
  private final Clock clock;
  private final PrometheusMeterRegistry registry = newRegistry();
  private final TaskMeters tasks = new TaskMeters(registry);
  private final MachineMeters load = new MachineMeters(registry);
  private final ResultFiles results;
  private final Map<Integer, Boolean> available = new ConcurrentHashMap<>();
  private final Map<Integer, Boolean> registered = new ConcurrentHashMap<>();
  private volatile TaskHistory.OutboxDepth outbox =
      new TaskHistory.OutboxDepth(0, Optional.empty());
  private volatile long programs;
  private volatile long waiting;
  private volatile Disk disk = new Disk(Double.NaN, Double.NaN);
  private boolean lookingAtDisk;
  private boolean measuring;

  /** Bytes of the storage's file system, as they were at the last look. */
  private record Disk(double free, double total) {}

  /** What the journal says at a look. */
  private record Queues(TaskHistory.OutboxDepth outbox, long waiting) {
    static Queues in(TaskHistory history) {
      return new Queues(
          history.outboxDepth(),
          history.unfinished().stream().filter(row -> row.state() == TaskState.ACCEPTED).count());
    }
  }

  /**
   * @param machine measures CPU, memory and graphics cards; may block for seconds
   */
  public MetricsVerticle(
      List<InstanceConfig> instances,
      Path storageDir,
      Supplier<MachineLoad> machine,
      HistoryReader history,
      Bus bus,
      Clock clock) {
    this(
        instances,
        storageDir,
        () -> storageDir.toFile().getUsableSpace(),
        () -> storageDir.toFile().getTotalSpace(),
        machine,
        history,
        bus,
        clock);
  }

  /**
   * @param usable free bytes of the storage's file system; may block
   * @param total its size in bytes; may block
   */
  MetricsVerticle(
      List<InstanceConfig> instances,
      Path storageDir,
      LongSupplier usable,
      LongSupplier total,
      Supplier<MachineLoad> machine,
      HistoryReader history,
      Bus bus,
      Clock clock) {
    this.instances = List.copyOf(instances);
    this.usable = Objects.requireNonNull(usable, "usable");
    this.total = Objects.requireNonNull(total, "total");
    this.machine = Objects.requireNonNull(machine, "machine");
    this.history = Objects.requireNonNull(history, "history");
    this.bus = Objects.requireNonNull(bus, "bus");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.results = new ResultFiles(storageDir);
  }

  private static PrometheusMeterRegistry newRegistry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    NOT_FOR_PROMETHEUS.forEach(
        name -> registry.config().meterFilter(MeterFilter.denyNameStartsWith(name)));
    return registry;
  }

  @Override
  public Future<?> start() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gauges();
    bus.consume(Addresses.TASK_EVENTS, message -> heard(message.body()));
    bus.consume(Addresses.INSTANCE_AVAILABILITY, message -> heard(message.body()));
    bus.consume(Addresses.MANAGER_STATE, message -> heard(message.body()));
    QueueMeters queue = new QueueMeters(registry, clock);
    bus.consume(Addresses.QUEUE_LENGTH, message -> queue.heard(message.body()));
    measureLag();
    bus.publish(Addresses.ANNOUNCE_STATE, new AnnounceState());
    vertx.setPeriodic(LOOK_MILLIS, timer -> look());
    return look().timeout(FIRST_LOOK_MILLIS, TimeUnit.MILLISECONDS).otherwiseEmpty();
  }

  /** Everything in Prometheus' text format. Any thread; never blocks. */
  public String scrape() {
    String own = registry.scrape();
    return BackendRegistries.getNow(VERTX_REGISTRY) instanceof PrometheusMeterRegistry ofVertx
        ? own + ofVertx.scrape()
        : own;
  }

  private void gauges() {
    for (InstanceConfig instance : instances) {
      String number = Integer.toString(instance.number());
      Gauge.builder("runner.instance.available", () -> one(available.get(instance.number())))
          .description("1 if the instance would take a task")
          .tag("instance", number)
          .register(registry);
      Gauge.builder("runner.instance.registered", () -> one(registered.get(instance.number())))
          .description("1 if the Manager knows the instance")
          .tag("instance", number)
          .register(registry);
    }
    Gauge.builder("runner.tasks.waiting", () -> waiting)
        .description("Accepted tasks that no instance has begun")
        .register(registry);
    Gauge.builder("runner.outbox.entries", () -> outbox.entries())
        .description("Completions that the Manager has not accepted")
        .register(registry);
    Gauge.builder("runner.outbox.age", this::outboxAge)
        .baseUnit("seconds")
        .description("Age of the oldest of these")
        .register(registry);
    Gauge.builder("runner.disk.free", () -> disk.free())
        .baseUnit("bytes")
        .description("Space that tasks can still use in STORAGE_DIR")
        .register(registry);
    Gauge.builder("runner.disk.total", () -> disk.total())
        .baseUnit("bytes")
        .description("Size of that file system")
        .register(registry);
    Gauge.builder("runner.programs", () -> programs)
        .description("Running media programs")
        .register(registry);
  }

  private static int one(@Nullable Boolean holds) {
    return Boolean.TRUE.equals(holds) ? 1 : 0;
  }

  private double outboxAge() {
    return outbox
        .oldest()
        .map(since -> Duration.between(since, clock.instant()).toMillis() / 1000.0)
        .orElse(0.0);
  }

  private void measureLag() {
    Timer lag =
        Timer.builder("runner.event.loop.lag")
            .description("How late the event loop runs a timer")
            .serviceLevelObjectives(
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofMillis(250),
                Duration.ofSeconds(1))
            .register(registry);
    long[] expected = {System.nanoTime() + Duration.ofMillis(LAG_MILLIS).toNanos()};
    vertx.setPeriodic(
        LAG_MILLIS,
        timer -> {
          long now = System.nanoTime();
          lag.record(Duration.ofNanos(Math.max(0, now - expected[0])));
          expected[0] = now + Duration.ofMillis(LAG_MILLIS).toNanos();
        });
  }

  private Future<Void> look() {
    history
        .read(Queues::in)
        .onSuccess(
            queues -> {
              outbox = queues.outbox();
              waiting = queues.waiting();
            })
        .onFailure(cause -> log.warn("metrics: cannot read the journal", cause));
    vertx
        .executeBlocking(() -> ProcessHandle.current().descendants().count(), false)
        .onSuccess(count -> programs = count);
    measure();
    return lookAtDisk();
  }

  /** A graphics driver that hangs takes one worker thread, too. */
  private void measure() {
    if (!measuring) {
      measuring = true;
      vertx
          .executeBlocking(machine::get, false)
          .onSuccess(load::measured)
          .onComplete(done -> measuring = false);
    }
  }

  /** A network disk that hangs takes one worker thread, and no scrape. */
  private Future<Void> lookAtDisk() {
    if (lookingAtDisk) {
      return Future.succeededFuture();
    }
    lookingAtDisk = true;
    return vertx
        .executeBlocking(() -> new Disk(usable.getAsLong(), total.getAsLong()), false)
        .onSuccess(found -> disk = found)
        .onComplete(done -> lookingAtDisk = false)
        .otherwiseEmpty()
        .mapEmpty();
  }

  private void heard(InstanceAvailability message) {
    available.put(message.instance(), message.available());
  }

  private void heard(ManagerState message) {
    registered.put(message.instance(), message.registered());
  }

  private void heard(TaskEvent event) {
    tasks.heard(event);
    if (event instanceof TaskEvent.Ended) {
      TaskId id = event.taskId();
      Instant at = event.at();
      Future.join(
              history.read(found -> found.find(id)),
              vertx.executeBlocking(() -> resultBytes(id), false))
          .onSuccess(
              both -> {
                Optional<TaskHistory.Row> row = both.resultAt(0);
                row.ifPresent(found -> tasks.ended(found, at, both.<Long>resultAt(1)));
                row.filter(found -> found.warnings() > 0).ifPresent(this::countWarnings);
              })
          .onFailure(cause -> log.warn("metrics: cannot count the task: task={}", id, cause));
    }
  }

  private void countWarnings(TaskHistory.Row row) {
    TaskId id = row.request().taskId();
    history
        .read(found -> found.warnings(id))
        .onSuccess(warnings -> tasks.warned(row, warnings))
        .onFailure(cause -> log.warn("metrics: cannot count warnings: task={}", id, cause));
  }

  private long resultBytes(TaskId id) throws IOException {
    Optional<Path> manifest = results.manifest(id);
    if (manifest.isEmpty()) {
      return 0;
    }
    JsonArray entries =
        new JsonObject(SmallFile.text(manifest.get(), Limits.LISTING))
            .getJsonArray("entries", new JsonArray());
    return entries.stream().mapToLong(entry -> ((JsonObject) entry).getLong("size", 0L)).sum();
  }
}
