package io.mediarunner.verticles.fleet;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.fleet.helper.Coordinator;
import io.mediarunner.core.fleet.helper.Helper;
import io.mediarunner.core.fleet.helper.RefusedException;
import io.mediarunner.core.fleet.order.Member;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.verticles.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the other members for pieces while this runner has no task of its own. The piece is encoded
 * on a thread of its own; one at a time.
 */
public final class HelperVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(HelperVerticle.class);
  private static final long LOOK_MILLIS = 2_000;
  private static final int LONGEST_HOURS = 2;

  /** Five minutes without work: the source of the last encode is not needed any more. */
  private static final int FORGET_ROUNDS = 150;

  private final Helper helper;
  private final FleetSelf self;
  private final Peers peers;
  private final Bus bus;
  private final Set<TaskId> own = new HashSet<>();

  /** What is wrong with a coordinator, so that it is logged once. */
  private final Map<URI, String> problems = new HashMap<>();

  private @Nullable WorkerExecutor worker;
  private Optional<Future<Boolean>> round = Optional.empty();
  private int idleRounds;
  private boolean stopping;

  /**
   * @param self what this member says of itself; is told whether it has room
   * @param peers the other members; closed when the verticle stops
   */
  public HelperVerticle(Helper helper, FleetSelf self, Peers peers, Bus bus) {
    this.helper = Objects.requireNonNull(helper, "helper");
    this.self = Objects.requireNonNull(self, "self");
    this.peers = Objects.requireNonNull(peers, "peers");
    this.bus = Objects.requireNonNull(bus, "bus");
  }

  @Override
  public Future<?> start() {
    worker = vertx.createSharedWorkerExecutor("fleet-helper", 1, LONGEST_HOURS, TimeUnit.HOURS);
    self.helpingWith(helper::current);
    bus.consume(Addresses.TASK_EVENTS, message -> count(message.body()));
    bus.consume(Addresses.FLEET_WORK, message -> look());
    vertx.setPeriodic(1, LOOK_MILLIS, timer -> look());
    return Future.succeededFuture();
  }

  private void count(TaskEvent event) {
    if (event instanceof TaskEvent.Started started) {
      own.add(started.taskId());
    } else if (event instanceof TaskEvent.Ended ended) {
      own.remove(ended.taskId());
    } else if (event instanceof TaskEvent.HandedBack back) {
      own.remove(back.taskId());
    }
    self.room(own.isEmpty());
  }

  private void look() {
    WorkerExecutor thread = worker;
    if (thread == null || round.isPresent() || stopping) {
      return;
    }
    Member now = self.now();
    Future<Boolean> asked = thread.executeBlocking(() -> askAll(now), false);
    round = Optional.of(asked);
    asked.onComplete(
        (helped, cause) -> {
          round = Optional.empty();
          if (cause != null) {
            log.warn("fleet: cannot help", cause);
          } else if (helped) {
            look();
          }
        });
  }

  /** On the helper's thread. */
  private boolean askAll(Member now) throws IOException {
    boolean helped = false;
    for (Coordinator other : peers.all()) {
      try {
        helped |= helper.help(other, now);
        well(other);
      } catch (RefusedException e) {
        problem(other, "gives no work: " + e.getMessage());
      } catch (IOException e) {
        problem(other, "cannot be reached: " + e.getMessage());
      }
    }
    idleRounds = helped ? 0 : idleRounds + 1;
    if (idleRounds == FORGET_ROUNDS) {
      helper.clear();
    }
    return helped;
  }

  private void well(Coordinator other) {
    if (problems.remove(other.address()) != null) {
      log.info("fleet: {} answers", other.address());
    }
  }

  private void problem(Coordinator other, String what) {
    if (!what.equals(problems.put(other.address(), what))) {
      log.warn("fleet: {} {}", other.address(), what);
    }
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    helper.stop();
    return round
        .<Future<?>>map(running -> running)
        .orElse(Future.succeededFuture())
        .eventually(
            () -> {
              peers.close();
              return Future.succeededFuture();
            })
        .otherwiseEmpty();
  }
}
