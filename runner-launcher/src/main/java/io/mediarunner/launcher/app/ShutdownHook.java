package io.mediarunner.launcher.app;

import io.mediarunner.launcher.os.Signals;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a runner's process shuts down: in order at the first signal or on an operator's request, at
 * once at the next signal. Any thread.
 */
public final class ShutdownHook {
  private static final Logger log = LoggerFactory.getLogger(ShutdownHook.class);

  /** After the grace time: for the last reports and for closing. */
  private static final Duration DRAINED_LIMIT = Duration.ofSeconds(30);

  private static final Duration AT_ONCE_LIMIT = Duration.ofSeconds(3);

  private static final Duration LOST_LIMIT = Duration.ofSeconds(10);

  private final RunnerApp app;
  private final Duration grace;
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private boolean draining;
  private boolean atOnce;

  /**
   * @param grace default time that running tasks get to finish
   */
  public ShutdownHook(RunnerApp app, Duration grace) {
    this.app = Objects.requireNonNull(app, "app");
    this.grace = Objects.requireNonNull(grace, "grace");
  }

  /** Starts listening for signals and requests. */
  public void listen() {
    app.whenAskedToShutDown(command -> drain(command.grace().orElse(grace)));
    app.whenLost(this::lost);
    for (String name : List.of("TERM", "INT", "HUP")) { // HUP: the terminal is gone
      Signals.handle(name, this::signalled);
    }
  }

  /** Waits for the shutdown and returns the exit code: 0 if it was requested and clean, else 1. */
  public int await() {
    return exitCode.join();
  }

  private synchronized void signalled() {
    if (!draining) {
      drain(grace);
    } else if (!atOnce) {
      atOnce = true;
      log.info("shutting down at once");
      end(app.stop(), 0, 0, AT_ONCE_LIMIT);
    }
  }

  /** Exits so that the process's parent, such as systemd, restarts it. */
  private synchronized void lost(String reason) {
    if (!draining) {
      draining = true;
      atOnce = true;
      log.error("shutting down for a restart: {}", reason);
      end(app.stop(), 1, 1, LOST_LIMIT);
    }
  }

  private synchronized void drain(Duration time) {
    if (!draining) {
      draining = true;
      log.info("shutting down");
      end(app.drain(time), 0, 1, time.plus(DRAINED_LIMIT));
    }
  }

  /**
   * @param done exit code of an orderly shutdown
   * @param late exit code if it takes longer than the limit
   */
  private void end(Future<Void> stopped, int done, int late, Duration limit) {
    exitCode.completeOnTimeout(late, limit.toMillis(), TimeUnit.MILLISECONDS);
    stopped
        .onSuccess(
            ended -> {
              log.info("shut down");
              exitCode.complete(done);
            })
        .onFailure(
            cause -> {
              log.error("did not shut down cleanly", cause);
              exitCode.complete(1);
            });
  }
}
