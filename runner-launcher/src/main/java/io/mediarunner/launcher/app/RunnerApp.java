package io.mediarunner.launcher.app;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.Drain;
import io.mediarunner.core.bus.ShutdownRunner;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.launcher.systemd.NotifySocket;
import io.mediarunner.launcher.systemd.SystemdVerticle;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.media.TaskTracing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole runner in this process. What a former process left is settled before any port opens;
 * ports open before the Manager is told of them. Any thread.
 */
public final class RunnerApp {
  private static final Logger log = LoggerFactory.getLogger(RunnerApp.class);
  private static final Duration LAST_REPORTS = Duration.ofSeconds(3);
  private static final Duration HASTY_REPORTS = Duration.ofMillis(500);
  private static final Duration ROOM_LOOK = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Vertx vertx;
  private final RunnerParts parts;
  private final Bus bus;
  private final Promise<String> lost = Promise.promise();
  private final Supervisor supervisor;
  private final Deployments deployments;
  private Optional<Future<Void>> ended = Optional.empty();

  private RunnerApp(Vertx vertx, RunnerParts parts, TaskTracing tracing) {
    this.vertx = vertx;
    this.parts = parts;
    this.bus = new Bus(vertx);
    this.supervisor = new Supervisor(vertx, lost::tryComplete);
    this.deployments = new Deployments(vertx, parts, supervisor, tracing, bus);
  }

  /**
   * Starts all instances.
   *
   * @param ffmpeg finds the ffmpeg to use; called once, on a worker thread
   * @return done when every instance responds on its port; fails with the reason, and then nothing
   *     keeps running
   */
  public static Future<RunnerApp> start(Vertx vertx, RunnerConfig config, FfmpegSearch ffmpeg) {
    return start(vertx, config, ffmpeg, TaskTracing.NONE);
  }

  /**
   * The same, with somebody who times the steps of tasks.
   *
   * @param vertx traces requests and messages for the same one
   */
  public static Future<RunnerApp> start(
      Vertx vertx, RunnerConfig config, FfmpegSearch ffmpeg, TaskTracing tracing) {
    return RunnerParts.build(vertx, config, Clock.systemUTC(), ffmpeg)
        .compose(parts -> new RunnerApp(vertx, parts, tracing).deploy());
  }

  private Future<RunnerApp> deploy() {
    new RememberedState(bus).listen();
    parts.storage().full().ifPresent(this::awaitRoom);
    return deployments
        .deploy()
        .map(this)
        .recover(cause -> stop().transform(stopped -> Future.failedFuture(cause)));
  }

  /** A start that found no room has left all that follows from the journal to the next one. */
  private void awaitRoom(FullDisk full) {
    vertx.setPeriodic(
        ROOM_LOOK.toMillis(),
        timer ->
            vertx
                .executeBlocking(full::roomAgain, false)
                .onSuccess(
                    room -> {
                      if (room && vertx.cancelTimer(timer)) {
                        lost.tryComplete("there is room on the disk of STORAGE_DIR again");
                      }
                    }));
  }

  /** The ffmpeg in use. */
  public FfmpegTools ffmpeg() {
    return parts.tools().ffmpeg();
  }

  /** The dashboard token, if it was generated at this start. */
  public Optional<Secret> newDashboardToken() {
    return parts.storage().dashboardToken().filter(KeptToken::made).map(KeptToken::secret);
  }

  /** The token of the only application, if it was generated at this start. */
  public Optional<Secret> newApplicationToken() {
    return parts.storage().applicationToken().filter(KeptToken::made).map(KeptToken::secret);
  }

  /** The port of the dashboard; empty if there is none. */
  public Optional<Integer> dashboardPort() {
    return deployments.dashboardPort();
  }

  /** Calls the handler when somebody asks over HTTP or the bus for the runner to shut down. */
  public void whenAskedToShutDown(Consumer<ShutdownRunner> handler) {
    bus.consume(Addresses.SHUTDOWN, message -> handler.accept(message.body()));
  }

  /** Calls the handler with the reason when the runner cannot recover by itself. */
  public void whenLost(Consumer<String> handler) {
    lost.future().onSuccess(handler::accept);
  }

  /**
   * Tells systemd that the runner is ready, and from then on how it fares, until it exits.
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
    return drain(parts.config().shutdownGrace());
  }

  /**
   * Shuts everything down in order: no new tasks from now on; running ones have some time to end,
   * while the runner answers and its heartbeats say busy; what still runs then resumes at the next
   * start. The Manager is told of completions within a few seconds or at the next start.
   *
   * @param grace how long running tasks may continue
   */
  public Future<Void> drain(Duration grace) {
    log.info("draining: running tasks have {} s to finish", grace.toSeconds());
    bus.publish(Addresses.DRAIN, new Drain());
    TaskStore store = parts.storage().store();
    return waitUntil(
            () -> // without its storage, none can end
            store.storageProblem().isPresent()
                    || store.unfinished().stream().noneMatch(t -> t.state() == TaskState.RUNNING),
            System.nanoTime() + grace.toNanos())
        .transform(waited -> end(LAST_REPORTS));
  }

  /** Ends everything now, also while it drains; what runs resumes at the next start. */
  public Future<Void> stop() {
    return end(HASTY_REPORTS);
  }

  /** However often it is called, everything shuts down once. */
  private synchronized Future<Void> end(Duration lastReports) {
    if (ended.isEmpty()) {
      bus.publish(Addresses.DRAIN, new Drain()); // what is handed back waits for the next start
      ended =
          Optional.of(
              deployments
                  .stopTaking()
                  .compose(stopped -> outboxEmpty(System.nanoTime() + lastReports.toNanos()))
                  .compose(reported -> deployments.stopReporting())
                  .compose(quiet -> close()));
    }
    return ended.get();
  }

  /** Waits briefly until the outboxes are empty: they are on disk anyway. */
  private Future<Void> outboxEmpty(long deadline) {
    TaskStore store = parts.storage().store();
    return deployments.reporting()
        ? waitUntil(
            () ->
                store.storageProblem().isPresent()
                    || parts.tools().instances().stream()
                        .noneMatch(
                            instance -> store.outbox().nextDue(instance.number()).isPresent()),
            deadline)
        : Future.succeededFuture();
  }

  /** Asks the store until it is so, or a moment has come. */
  private Future<Void> waitUntil(BooleanSupplier reached, long deadline) {
    return vertx
        .executeBlocking(reached::getAsBoolean, false)
        .compose(
            done ->
                done || System.nanoTime() > deadline
                    ? Future.succeededFuture()
                    : vertx.timer(POLL.toMillis()).compose(later -> waitUntil(reached, deadline)));
  }

  private Future<Void> close() {
    return vertx.executeBlocking(
        () -> {
          parts.close();
          return null;
        },
        false);
  }
}
