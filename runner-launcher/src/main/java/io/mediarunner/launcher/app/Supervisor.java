package io.mediarunner.launcher.app;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts a verticle when something went wrong in it that nobody had planned for: an exception
 * that reached its context leaves its fields in a state that cannot be trusted. A verticle that
 * fails again and again is not helped by that: one that tasks depend on is reported, so that
 * somebody else acts; one that only shows is switched off for a while. Any thread.
 */
final class Supervisor {
  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
  private static final int MOST_FAILURES = 5;
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration SWITCHED_OFF = Duration.ofMinutes(10);

  private final Vertx vertx;
  private final Consumer<String> giveUp;
  private final Duration switchedOff;
  private final Map<String, Supervised> verticles = new ConcurrentHashMap<>();

  /**
   * @param giveUp called, perhaps more than once, with the reason when a verticle that tasks depend
   *     on has failed more than five times in ten minutes
   */
  Supervisor(Vertx vertx, Consumer<String> giveUp) {
    this(vertx, giveUp, SWITCHED_OFF);
  }

  /**
   * @param switchedOff how long an optional verticle that keeps failing stays switched off
   */
  Supervisor(Vertx vertx, Consumer<String> giveUp, Duration switchedOff) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.giveUp = Objects.requireNonNull(giveUp, "giveUp");
    this.switchedOff = Objects.requireNonNull(switchedOff, "switchedOff");
  }

  /**
   * Deploys a verticle on an event loop and looks after it.
   *
   * @param name of the verticle, for the log; unique
   * @param fresh creates a new one at each call
   * @return the name, once it is deployed; fails if it does not start, and then nothing is
   *     supervised
   */
  Future<String> deploy(String name, Supplier<? extends Deployable> fresh) {
    return deploy(name, fresh, new DeploymentOptions());
  }

  /** The same on the threads that the options name. */
  Future<String> deploy(
      String name, Supplier<? extends Deployable> fresh, DeploymentOptions options) {
    return deploy(new Supervised(name, fresh, options, true));
  }

  /**
   * The same for a verticle that only shows: when it keeps failing it is switched off, the runner
   * works on without it, and it is tried again after ten minutes.
   */
  Future<String> deployOptional(String name, Supplier<? extends Deployable> fresh) {
    return deploy(new Supervised(name, fresh, new DeploymentOptions(), false));
  }

  private Future<String> deploy(Supervised verticle) {
    String name = verticle.name;
    verticles.put(name, verticle);
    return verticle.deploy().map(name).onFailure(cause -> verticles.remove(name));
  }

  /**
   * Undeploys a verticle for good.
   *
   * @param name as given, or the id of an unsupervised deployment
   */
  Future<Void> undeploy(String name) {
    Supervised verticle = verticles.remove(name);
    return verticle == null ? vertx.undeploy(name) : verticle.undeploy();
  }

  /** Current contexts of the verticles. */
  List<Context> contexts() {
    return verticles.values().stream().flatMap(verticle -> verticle.context.stream()).toList();
  }

  private final class Supervised {
    private final String name;
    private final Supplier<? extends Deployable> fresh;
    private final DeploymentOptions options;
    private final boolean essential;
    private final Deque<Long> failures = new ArrayDeque<>();
    private volatile Optional<Context> context = Optional.empty();
    private Future<String> deployment = Future.failedFuture("not deployed");
    private boolean restarting;
    private boolean over;

    Supervised(
        String name,
        Supplier<? extends Deployable> fresh,
        DeploymentOptions options,
        boolean essential) {
      this.name = name;
      this.fresh = fresh;
      this.options = options;
      this.essential = essential;
    }

    synchronized Future<String> deploy() {
      deployment = vertx.deployVerticle(watched(fresh.get()), options);
      return deployment;
    }

    private Deployable watched(Deployable verticle) {
      return new Deployable() {
        @Override
        public Future<?> deploy(Context on) throws Exception {
          on.exceptionHandler(Supervised.this::failed);
          context = Optional.of(on);
          return verticle.deploy(on);
        }

        @Override
        public Future<?> undeploy(Context on) throws Exception {
          return verticle.undeploy(on);
        }
      };
    }

    private synchronized void failed(Throwable cause) {
      if (cause instanceof IOException || cause instanceof HttpClosedException) {
        log.warn("connection failed: verticle={}", name, cause); // a network error
        return;
      }
      long now = System.nanoTime();
      failures.add(now);
      failures.removeIf(at -> now - at > WINDOW.toNanos());
      log.error("verticle failed: verticle={} failures={}", name, failures.size(), cause);
      if (!over && !restarting) {
        restart(cause);
      }
    }

    private void restart(Throwable cause) {
      if (failures.size() > MOST_FAILURES) {
        if (essential) {
          giveUp.accept(
              String.format(
                  Locale.ROOT,
                  "%s failed %d times in %d minutes, most recently with %s",
                  name,
                  failures.size(),
                  WINDOW.toMinutes(),
                  cause));
        } else {
          switchOff();
        }
        return;
      }
      restarting = true;
      deployment =
          deployment
              .compose(vertx::undeploy)
              .transform(ended -> vertx.timer(PAUSE.multipliedBy(failures.size()).toMillis()))
              .compose(waited -> again());
      deployment.onComplete((id, failure) -> restarted(failure));
    }

    private void switchOff() {
      log.error(
          "verticle switched off, the runner works on without it: verticle={} failures={}"
              + " retryInSeconds={}",
          name,
          failures.size(),
          switchedOff.toSeconds());
      failures.clear();
      restarting = true;
      context = Optional.empty();
      deployment =
          deployment
              .compose(vertx::undeploy)
              .transform(ended -> vertx.timer(switchedOff.toMillis()))
              .compose(waited -> again());
      deployment.onComplete((id, failure) -> restarted(failure));
    }

    private synchronized Future<String> again() {
      return over
          ? Future.failedFuture("over")
          : vertx.deployVerticle(watched(fresh.get()), options);
    }

    private synchronized void restarted(Throwable failure) {
      restarting = false;
      if (failure == null) {
        log.warn("verticle restarted: verticle={}", name);
      } else if (!over) {
        failed(new IllegalStateException("it cannot be restarted", failure));
      }
    }

    synchronized Future<Void> undeploy() {
      over = true;
      if (context.isEmpty()) { // switched off: nothing is deployed, and the timer finds it over
        return Future.succeededFuture();
      }
      return deployment.compose(vertx::undeploy);
    }
  }
}
