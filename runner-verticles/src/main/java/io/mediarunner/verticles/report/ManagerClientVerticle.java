package io.mediarunner.verticles.report;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.AnnounceState;
import io.mediarunner.core.bus.ManagerState;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.bus.ToolState;
import io.mediarunner.core.config.CompletionConfig;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one instance registered with the Manager and reports how its tasks ended. Its deployment
 * does not wait for the Manager: a runner starts without one and registers when the Manager is
 * available.
 */
public final class ManagerClientVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(ManagerClientVerticle.class);
  private static final String NO_RESPONSE = "no response: ";

  /** Number of heartbeats that may be lost: the Manager waits 60 s before it drops a runner. */
  private static final int FORGIVEN_MISSES = 2;

  private final InstanceConfig instance;
  private final ManagerConfig manager;
  private final CompletionConfig completion;
  private final Network network;
  private final ManagerVersion version;
  private final ManagerTimings timings;
  private final Journal journal;
  private final Bus bus;
  private ManagerApi api;
  private OutboxDelivery outbox;
  private Optional<HeartbeatPhase> phase = Optional.empty();
  private final Set<TaskType> broken = EnumSet.noneOf(TaskType.class);
  private boolean newTypes;
  private boolean available = true;

  /** What the Manager was told last. */
  private boolean announced = true;

  /** Between a registration and the first regular heartbeat. */
  private boolean fresh;

  private boolean registered;
  private boolean stopped;
  private int failures;
  private int misses;
  private Optional<String> told = Optional.empty();
  private String lastComplaint = "";

  public ManagerClientVerticle(
      InstanceConfig instance,
      ManagerConfig manager,
      CompletionConfig completion,
      Network network,
      ManagerVersion version,
      ManagerTimings timings,
      Journal journal,
      Bus bus) {
    this.instance = Objects.requireNonNull(instance, "instance");
    this.manager = Objects.requireNonNull(manager, "manager");
    this.completion = Objects.requireNonNull(completion, "completion");
    this.network = Objects.requireNonNull(network, "network");
    this.version = Objects.requireNonNull(version, "version");
    this.timings = Objects.requireNonNull(timings, "timings");
    this.journal = Objects.requireNonNull(journal, "journal");
    this.bus = Objects.requireNonNull(bus, "bus");
  }

  @Override
  public Future<?> start() {
    api = new ManagerApi(vertx, instance, manager, network, version);
    outbox = new OutboxDelivery(vertx, instance.number(), manager.url(), completion, api, journal);
    bus.consume(
        Addresses.INSTANCE_AVAILABILITY,
        message -> {
          if (message.body().instance() == instance.number()) {
            available = message.body().available();
            correct();
          }
        });
    bus.consume(Addresses.TOOL_STATE, message -> heard(message.body()));
    bus.consume(
        Addresses.TASK_EVENTS,
        message -> {
          if (message.body() instanceof TaskEvent.Ended ended
              && ended.instance() == instance.number()) {
            outbox.deliver();
          }
        });
    bus.consume(
        Addresses.ANNOUNCE_STATE, message -> told.ifPresent(detail -> tell(registered, detail)));
    bus.publish(Addresses.ANNOUNCE_STATE, new AnnounceState()); // whether its instance is free
    bus.consume(Addresses.RETRY_DELIVERIES, message -> outbox.tryAllAgain());
    register();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    outbox.close();
    api.close();
    return Future.succeededFuture();
  }

  private void heard(ToolState tools) {
    boolean changed = tools.working() ? broken.remove(tools.type()) : broken.add(tools.type());
    newTypes |= changed;
  }

  /** Without those whose programs do not work; if that is all, the instance is busy anyway. */
  private List<TaskType> offered() {
    List<TaskType> working =
        instance.taskTypes().stream().filter(type -> !broken.contains(type)).toList();
    return working.isEmpty() ? instance.taskTypes() : working;
  }

  private void register() {
    if (stopped) {
      return;
    }
    newTypes = false;
    announced = available;
    String shown = version.current();
    api.register(available, offered())
        .onSuccess(answer -> registrationAnswered(shown, answer))
        .onFailure(cause -> registrationFailed(NO_RESPONSE + cause.getMessage()));
  }

  /**
   * @param refused the version that was announced
   */
  private void registrationAnswered(String refused, ManagerAnswer answer) {
    if (answer.done()) {
      failures = 0;
      misses = 0;
      lastComplaint = "";
      if (!registered) {
        log.info(
            "registered: runner={} url={} manager={} version={}",
            instance.runnerId(),
            instance.advertisedUrl(),
            manager.url(),
            version.current());
      }
      tell(true, "");
      outbox.deliverAllNow();
      fresh = true;
      correct();
      later(phase().untilFirst(System.nanoTime()), this::heartbeat);
      return;
    }
    if (answer.status() == 409) {
      if (version.adapt(refused, answer.body()).isPresent()) {
        log.warn(
            "the Manager refuses version {}; announcing {} from now on"
                + " (set MANAGER_COMPAT_VERSION={} to make this permanent)",
            refused,
            version.current(),
            version.current());
        register();
        return;
      }
    }
    registrationFailed(ManagerRefusal.explain(answer, version.current()));
  }

  private void registrationFailed(String reason) {
    tell(false, reason);
    complain("not registered", reason);
    failures++;
    reconnectIn(spread(timings.retry().delay(failures)));
  }

  private void reconnectIn(Duration wait) {
    later(
        wait,
        () ->
            api.healthy()
                .otherwise(false)
                .onSuccess(
                    healthy -> {
                      if (stopped) {
                        return;
                      }
                      if (healthy) {
                        register();
                      } else {
                        reconnectIn(spread(timings.retry().first()));
                      }
                    }));
  }

  /** From the first registration on; that of all instances comes at about the same time. */
  private HeartbeatPhase phase() {
    HeartbeatPhase now =
        phase.orElseGet(
            () -> new HeartbeatPhase(instance.number(), timings.heartbeat(), System.nanoTime()));
    phase = Optional.of(now);
    return now;
  }

  /** Up to a fifth longer, so that many instances do not come back at the same moment. */
  private Duration spread(Duration wait) {
    return wait.plus(
        Duration.ofNanos((long) (wait.toNanos() * HeartbeatPhase.place(instance.number()) / 5)));
  }

  /**
   * A registration may come before the instance has said that it is busy: then the Manager is told
   * at once. Otherwise the regular heartbeats suffice.
   */
  private void correct() {
    if (fresh && !stopped && available != announced) {
      announced = available;
      api.heartbeat(available)
          .onFailure(cause -> log.debug("told with the next heartbeat: {}", cause.toString()));
    }
  }

  private void heartbeat() {
    if (stopped) {
      return;
    }
    fresh = false;
    announced = available;
    if (newTypes) {
      register(); // a heartbeat does not carry them
      return;
    }
    api.heartbeat(available)
        .onSuccess(
            answer -> {
              if (answer.done()) {
                misses = 0;
                later(phase().untilNext(System.nanoTime()), this::heartbeat);
              } else if (answer.status() == 404) {
                log.warn("the Manager has forgotten this runner, registering again");
                register();
              } else {
                missed(ManagerRefusal.explain(answer, version.current()));
              }
            })
        .onFailure(cause -> missed(NO_RESPONSE + cause.getMessage()));
  }

  private void missed(String reason) {
    misses++;
    if (misses <= FORGIVEN_MISSES) {
      log.warn("heartbeat missed: runner={} reason={}", instance.runnerId(), reason);
      later(phase().untilNext(System.nanoTime()), this::heartbeat);
      return;
    }
    tell(false, reason);
    complain("registration lost", reason);
    failures = 0;
    reconnectIn(Duration.ofMillis(1));
  }

  private void later(Duration wait, Runnable work) {
    if (!stopped) {
      vertx.setTimer(Math.max(1, wait.toMillis()), fired -> work.run());
    }
  }

  private void tell(boolean nowRegistered, String detail) {
    registered = nowRegistered;
    told = Optional.of(detail);
    bus.publish(
        Addresses.MANAGER_STATE,
        new ManagerState(
            instance.number(), nowRegistered, !detail.startsWith(NO_RESPONSE), detail));
  }

  /** Logs the same problem as a warning only once, however often it happens. */
  private void complain(String what, String reason) {
    if (reason.equals(lastComplaint)) {
      log.debug("{}: runner={} reason={}", what, instance.runnerId(), reason);
    } else {
      log.warn("{}: runner={} reason={}", what, instance.runnerId(), reason);
    }
    lastComplaint = reason;
  }
}
