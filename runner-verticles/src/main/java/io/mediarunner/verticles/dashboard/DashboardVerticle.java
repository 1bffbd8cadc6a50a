package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.AnnounceState;
import io.mediarunner.core.bus.QueueLength;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.machine.MachineLoad;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.Undelivered;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.workspace.TaskLogFile;
import io.mediarunner.core.workspace.ToolTail;
import io.mediarunner.verticles.bus.BrowserFeed;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.HistoryReader;
import io.mediarunner.verticles.store.Journal;
import io.mediarunner.verticles.web.GuessLimit;
import io.mediarunner.verticles.web.HttpGuard;
import io.mediarunner.verticles.web.ListenFailure;
import io.mediarunner.verticles.web.TokenCheck;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operators' page on its own port. Listens to the bus, folds events into {@link LiveState}, and
 * publishes each change as numbered JSON on {@code dashboard.events}, so that a browser can tell
 * whether it missed one. Polls everything else (machine, outbox, failures, logs), less often while
 * nobody is watching. Runs on one event loop.
 */
public final class DashboardVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(DashboardVerticle.class);
  private static final int WEEK = 7;
  private static final Duration CAUSES_SHOWN = Duration.ofDays(7);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MOST_CAUSES = 50;
  private static final Duration WORTH_TELLING = Duration.ofSeconds(5);
  private static final int MOST_DELIVERIES = 100;
  private static final long LOOK_MILLIS = 2_000;
  private static final long LOG_LOOK_MILLIS = 1_000;
  private static final int UNWATCHED_LOOKS = 15;
  private static final int LOG_PIECE_BYTES = 64 * 1024;
  private static final int MAX_MESSAGE_BYTES = 8 * 1024;
  private static final int DRAIN_SECONDS = 2;
  private static final int LONGEST_LINE = 300;

  private final DashboardSetup setup;
  private final Journal journal;
  private final HistoryReader history;
  private final Supplier<String> metrics;
  private final Bus bus;
  private final Clock clock;
  private final Map<TaskId, Long> logRead = new HashMap<>();
  private final Map<TaskId, String> toolSaid = new HashMap<>();
  private LiveState state;
  private BrowserFeed feed;
  private LiveBridge bridge;
  private volatile @Nullable HttpServer server;
  private long seq;
  private long looks;
  private boolean looking;
  private Map<String, Integer> queue = Map.of();
  private boolean readingLogs;
  private boolean draining;

  @SuppressWarnings("NullAway.Init") // what the first look finds
  private Looked looked;

  @SuppressWarnings("NullAway.Init") // likewise
  private MachineLoad machine;

  private final Attention attention = new Attention(new Troubles(WORTH_TELLING));
  private boolean measuring;

  /** Results of the last poll. */
  private record Looked(
      Attention.Facts facts, List<Undelivered> outbox, List<TaskHistory.Day> week) {}

  /**
   * @param metrics in Prometheus' text format; never blocks
   */
  public DashboardVerticle(
      DashboardSetup setup,
      Journal journal,
      HistoryReader history,
      Supplier<String> metrics,
      Bus bus,
      Clock clock) {
    this.setup = Objects.requireNonNull(setup, "setup");
    this.journal = Objects.requireNonNull(journal, "journal");
    this.history = Objects.requireNonNull(history, "history");
    this.metrics = Objects.requireNonNull(metrics, "metrics");
    this.bus = Objects.requireNonNull(bus, "bus");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * The port it listens on. Any thread.
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
    state = new LiveState(setup.instances(), setup.silent());
    feed = new BrowserFeed(vertx);
    bridge = new LiveBridge(vertx, this::snapshot, this::look);
    bus.consume(Addresses.TASK_EVENTS, message -> heard(message.body()));
    bus.consume(Addresses.INSTANCE_AVAILABILITY, message -> publish(state.heard(message.body())));
    bus.consume(Addresses.QUEUE_LENGTH, message -> heard(message.body()));
    bus.consume(
        Addresses.TOOL_STATE,
        message -> {
          state.heard(message.body());
          look();
        });
    bus.consume(
        Addresses.STORAGE_STATE,
        message -> {
          state.heard(message.body());
          look();
        });
    bus.consume(Addresses.MANAGER_STATE, message -> publish(state.heard(message.body())));
    bus.consume(
        Addresses.PAUSE,
        message -> publish(state.paused(message.body().instance(), message.body().paused())));
    bus.consume(
        Addresses.DRAIN,
        message -> {
          draining = true;
          publish(new JsonObject().put("type", "draining"));
        });
    return Future.join(
            vertx.executeBlocking(this::assets, false),
            history.read(TaskHistory::unfinished).onSuccess(state::begin),
            lookOnce(),
            measure())
        .compose(ready -> listen(ready.resultAt(0)))
        .onSuccess(listening -> bus.publish(Addresses.ANNOUNCE_STATE, new AnnounceState()));
  }

  private Assets assets() throws IOException {
    return Assets.load();
  }

  private Future<?> listen(Assets assets) {
    TaskData data =
        new TaskData(
            vertx,
            history,
            setup.storageDir(),
            setup.masker(),
            id -> state.find(id).map(LiveTask::toJson));
    ActionHandler actions =
        new ActionHandler(
            journal,
            bus,
            number -> state.knowsInstance(number),
            id -> state.stopping(id).ifPresent(this::publish),
            task ->
                task.request()
                    .type()
                    .map(type -> state.freeFor(type, task.instance()))
                    .orElse(OptionalInt.empty()),
            this::look);
    GuessLimit guesses = new GuessLimit(clock);
    List<Secret> tokens = new ArrayList<>(setup.runnerTokens());
    tokens.add(setup.token());
    LoginHandler login =
        new LoginHandler(vertx, setup.token(), assets, setup.config().port(), guesses, clock);
    DashboardRoutes routes =
        new DashboardRoutes(
            vertx,
            login,
            assets,
            bridge,
            data,
            actions,
            new MetricsHandler(
                new TokenCheck(tokens, new GuessLimit(clock)), LoginHandler::isLoggedIn, metrics),
            new BundleHandler(history, setup.bundles()),
            setup.storageDir(),
            setup.fleet());
    return HttpGuard.install(
            vertx,
            vertx.createHttpServer(
                setup
                    .listening()
                    .options()
                    .setCompressionSupported(true)
                    .setMaxWebSocketFrameSize(MAX_MESSAGE_BYTES)
                    .setMaxWebSocketMessageSize(MAX_MESSAGE_BYTES)),
            setup.listening().limits(),
            routes.router())
        .listen(setup.config().port(), setup.config().host())
        .recover(
            cause ->
                new ListenFailure(
                        setup.config().host(),
                        setup.config().port(),
                        "RUNNER_DASHBOARD_HOST",
                        "RUNNER_DASHBOARD_PORT")
                    .explain(vertx, cause))
        .onSuccess(
            listening -> {
              server = listening;
              vertx.setPeriodic(LOOK_MILLIS, timer -> lookNowAndThen());
              vertx.setPeriodic(LOG_LOOK_MILLIS, timer -> readLogs());
              log.info(
                  "dashboard: {}://{}:{}/",
                  setup.listening().scheme(),
                  setup.config().host(),
                  listening.actualPort());
              bus.publish(Addresses.ANNOUNCE_STATE, new AnnounceState());
            });
  }

  @Override
  public Future<?> stop() {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
  }

  private void publish(JsonObject change) {
    seq++;
    if (bridge.viewers() > 0) {
      feed.publish(LiveBridge.EVENTS, change.put("seq", seq).put("now", now()));
    }
  }

  private long now() {
    return clock.millis();
  }

  private void heard(QueueLength length) {
    queue = length.waiting();
    if (server != null) { // else the first viewers see it anyway
      publish(overview().put("type", "overview"));
    }
  }

  private void heard(TaskEvent event) {
    publish(state.heard(event));
    if (event instanceof TaskEvent.Progressed) {
      return;
    }
    TaskId id = event.taskId();
    if (event instanceof TaskEvent.Ended) {
      logRead.remove(id);
      toolSaid.remove(id);
      look();
    }
    history
        .read(tasks -> tasks.find(id))
        .onSuccess(
            row ->
                row.ifPresent(
                    found -> {
                      if (found.endedAt().isPresent()) {
                        publish(
                            new JsonObject().put("type", "ended").put("row", TaskJson.of(found)));
                      } else {
                        state.described(found).ifPresent(this::publish);
                        publish(
                            new JsonObject()
                                .put("type", "instances")
                                .put("instances", state.instances()));
                      }
                    }))
        .onFailure(cause -> log.warn("cannot read the history: task={}", id, cause));
  }

  private void lookNowAndThen() {
    looks++;
    if (bridge.viewers() > 0 || looks % UNWATCHED_LOOKS == 0) {
      measure();
      look();
    }
  }

  private void look() {
    if (!looking) {
      looking = true;
      lookOnce()
          .onComplete(
              (done, cause) -> {
                looking = false;
                if (cause == null) {
                  publish(overview().put("type", "overview"));
                } else {
                  log.warn("dashboard: cannot read the journal", cause);
                }
              });
    }
  }

  private Future<Looked> lookOnce() {
    Instant now = clock.instant();
    return journal
        .undelivered()
        .compose(
            outbox ->
                history.read(
                    tasks ->
                        new Looked(
                            new Attention.Facts(
                                tasks.causes(now.minus(CAUSES_SHOWN), MOST_CAUSES),
                                tasks.warningsSince(now.minus(DAY)),
                                tasks.interruptedSince(now.minus(DAY)),
                                tasks.quiet()),
                            outbox,
                            tasks.days(WEEK, now, clock.getZone()))))
        .onSuccess(found -> looked = found);
  }

  /** A driver that does not answer holds up nothing but its own figures. */
  private Future<MachineLoad> measure() {
    if (measuring) {
      return Future.succeededFuture(machine);
    }
    measuring = true;
    return vertx
        .executeBlocking(setup.machine()::measure, false)
        .onSuccess(found -> machine = found)
        .onComplete(done -> measuring = false);
  }

  private JsonObject overview() {
    JsonArray outbox = new JsonArray();
    looked.outbox().stream()
        .limit(MOST_DELIVERIES)
        .forEach(entry -> outbox.add(OverviewJson.of(entry)));
    JsonArray week = new JsonArray();
    looked.week().forEach(day -> week.add(OverviewJson.of(day)));
    return new JsonObject()
        .put(
            "attention",
            attention.of(
                state, setup.notes(), looked.facts(), looked.outbox(), machine, clock.instant()))
        .put("outbox", outbox)
        .put("undelivered", looked.outbox().size())
        .put("queue", OverviewJson.of(queue))
        .put("machine", OverviewJson.of(machine))
        .put("week", week);
  }

  private JsonObject snapshot() {
    JsonObject about = new JsonObject();
    setup.about().forEach(about::put);
    return overview()
        .put("type", "snapshot")
        .put("seq", seq)
        .put("now", now())
        .put("version", setup.version())
        .put("about", about)
        .put("draining", draining)
        .put("fleet", setup.fleet().isPresent())
        .put("grace", setup.grace().toSeconds())
        .put("instances", state.instances())
        .put("tasks", state.tasks());
  }

  /** Checks whether the logs of running tasks have grown, while somebody is watching. */
  private void readLogs() {
    List<LiveTask> running = state.running();
    if (readingLogs || bridge.viewers() == 0 || running.isEmpty()) {
      return;
    }
    readingLogs = true;
    Future.join(running.stream().map(this::readLog).toList())
        .onComplete(done -> readingLogs = false);
  }

  private Future<?> readLog(LiveTask task) {
    TaskId id = task.id();
    long from = logRead.getOrDefault(id, -1L);
    TaskLogFile file = new TaskLogFile(setup.storageDir(), id, task.attempt());
    return vertx
        .executeBlocking(
            () -> from < 0 ? file.tail(LOG_PIECE_BYTES) : file.after(from, LOG_PIECE_BYTES), false)
        .onSuccess(piece -> piece.ifPresent(grown -> tell(id, grown)))
        .eventually(() -> readTool(task));
  }

  /** What the program that runs now wrote last; it is in the task's own log only once it ends. */
  private Future<?> readTool(LiveTask task) {
    ToolTail tail = new ToolTail(setup.storageDir(), task.id(), task.attempt());
    return vertx
        .executeBlocking(tail::read, false)
        .onSuccess(
            text ->
                text.filter(found -> state.find(task.id()).isPresent()) // it has not ended
                    .filter(found -> !found.equals(toolSaid.put(task.id(), found)))
                    .ifPresent(
                        found ->
                            feed.publish(
                                "log." + task.id().value(),
                                new JsonObject().put("tool", setup.masker().mask(found)))));
  }

  private void tell(TaskId id, TaskLogFile.Piece piece) {
    if (state.find(id).isEmpty()) {
      return; // it has ended meanwhile
    }
    logRead.put(id, piece.to());
    String text = setup.masker().mask(piece.text());
    feed.publish(
        "log." + id.value(),
        new JsonObject().put("from", piece.from()).put("to", piece.to()).put("text", text));
    lastLine(text).flatMap(line -> state.said(id, line)).ifPresent(this::publish);
  }

  private static Optional<String> lastLine(String text) {
    String stripped = text.strip();
    String line = stripped.substring(stripped.lastIndexOf('\n') + 1);
    return line.isEmpty()
        ? Optional.empty()
        : Optional.of(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line);
  }
}
