package io.mediarunner.launcher.systemd;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.AnnounceState;
import io.mediarunner.core.bus.InstanceAvailability;
import io.mediarunner.core.bus.ManagerState;
import io.mediarunner.verticles.bus.Bus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reports the runner's state to systemd: ready, a status line, stopping, and keep-alives. The
 * runner counts as alive as long as every event loop with one of its verticles responds. Deploy it
 * once all ports respond.
 */
public final class SystemdVerticle extends VerticleBase {
  private static final Duration PULSE = Duration.ofSeconds(10);

  /** How long systemd should wait for the shutdown from now on; repeated at every pulse. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final NotifySocket socket;
  private final Optional<Duration> watchdog;
  private final Supplier<List<Context>> loops;
  private final Bus bus;
  private final Map<Integer, String> instances = new TreeMap<>();
  private final Map<Integer, Boolean> registered = new TreeMap<>();
  private String status = "";
  private boolean ending;

  /**
   * @param watchdog interval in which systemd expects a keep-alive; empty if it expects none
   * @param loops contexts that must respond
   */
  public SystemdVerticle(
      NotifySocket socket, Optional<Duration> watchdog, Supplier<List<Context>> loops, Bus bus) {
    this.socket = Objects.requireNonNull(socket, "socket");
    this.watchdog = Objects.requireNonNull(watchdog, "watchdog");
    this.loops = Objects.requireNonNull(loops, "loops");
    this.bus = Objects.requireNonNull(bus, "bus");
  }

  /**
   * The watchdog interval that systemd requested.
   *
   * @param environment that it gave the process
   */
  public static Optional<Duration> watchdog(Map<String, String> environment) {
    boolean ours =
        environment
            .getOrDefault("WATCHDOG_PID", "" + ProcessHandle.current().pid())
            .equals("" + ProcessHandle.current().pid());
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    return ours && micros.matches("[1-9][0-9]{0,17}")
        ? Optional.of(Duration.ofNanos(Long.parseLong(micros) * 1_000))
        : Optional.empty();
  }

  @Override
  public Future<?> start() {
    bus.consume(Addresses.INSTANCE_AVAILABILITY, message -> heard(message.body()));
    bus.consume(Addresses.MANAGER_STATE, message -> heard(message.body()));
    bus.consume(Addresses.DRAIN, message -> end());
    Duration half = watchdog.map(limit -> limit.dividedBy(2)).orElse(PULSE);
    long pulse = Math.min(half.toMillis(), PULSE.toMillis());
    vertx.setPeriodic(Math.max(1, pulse), timer -> pulse());
    socket.send("READY=1");
    bus.publish(Addresses.ANNOUNCE_STATE, new AnnounceState());
    return Future.succeededFuture();
  }

  private void heard(InstanceAvailability instance) {
    instances.put(instance.instance(), instance.available() ? "free" : instance.reason());
    tell();
  }

  private void heard(ManagerState state) {
    registered.put(state.instance(), state.registered());
    tell();
  }

  private void tell() {
    String states =
        instances.entrySet().stream()
            .map(instance -> instance.getKey() + " " + instance.getValue())
            .collect(Collectors.joining(", "));
    long known = registered.values().stream().filter(Boolean::booleanValue).count();
    String now =
        String.format(
            Locale.ROOT, "Instances: %s; %d of %d registered", states, known, instances.size());
    if (!now.equals(status)) {
      status = now;
      socket.send("STATUS=" + now);
    }
  }

  private void end() {
    if (!ending) {
      ending = true;
      socket.send("STOPPING=1", patience());
    }
  }

  private void pulse() {
    if (ending) {
      socket.send(patience());
    }
    if (watchdog.isPresent()) {
      Future.join(loops.get().stream().map(SystemdVerticle::answer).toList())
          .onSuccess(all -> socket.send("WATCHDOG=1"));
    }
  }

  private static String patience() {
    return "EXTEND_TIMEOUT_USEC=" + PATIENCE.toNanos() / 1_000;
  }

  private static Future<Void> answer(Context loop) {
    Promise<Void> lives = Promise.promise();
    loop.runOnContext(event -> lives.complete());
    return lives.future();
  }
}
