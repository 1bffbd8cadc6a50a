package io.mediarunner.launcher.bench;

import io.mediarunner.core.fleet.FleetRules;
import io.mediarunner.core.fleet.Lease;
import io.mediarunner.core.fleet.LeaseLedger;
import io.mediarunner.core.fleet.LeaseTable;
import io.mediarunner.core.fleet.LeaseToken;
import io.mediarunner.core.fleet.Piece;
import io.mediarunner.core.fleet.PiecePlan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A fleet without machines: the runner's own lease table under a clock that jumps from event to
 * event. Each machine asks, fetches the source once, encodes, delivers, and asks again.
 */
final class FleetSimulation {
  private static final double BEAT_SECONDS = 10;

  /**
   * What machines and network are like.
   *
   * @param lecture length of the video, seconds
   * @param speed of one machine, seconds of video a second
   * @param latency of one call, seconds
   * @param poll how often an idle helper asks, seconds
   * @param fetch of the whole source by one helper, seconds; all at once share the network
   * @param start of a piece: program, seeking, lead-in; seconds
   * @param deliver upload and verification, seconds
   * @param audio encoded by the coordinator first, seconds
   * @param join at the end, seconds
   * @param uneven how much pieces and machines differ, as a fraction
   */
  record Site(
      double lecture,
      double speed,
      double latency,
      double poll,
      double fetch,
      double start,
      double deliver,
      double audio,
      double join,
      double uneven) {
    /** Machines of one rack; a source of 200 kB and a full ladder at 1 x for each second. */
    static Site rack(double lecture, double gigabits) {
      double fetch = lecture * 200_000 * 8 / (gigabits * 1e9);
      return new Site(lecture, 1, 0.05, 2, fetch, 0.8, 0.8, lecture / 180, lecture / 600, 0.1);
    }
  }

  /**
   * @param seconds from the beginning to the joined video
   * @param extra pieces that were begun a second time
   */
  record Result(double seconds, long extra) {}

  private record Event(double at, int order, Runnable what) {}

  private final Site site;
  private final int machines;
  private final Random random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (a, b) ->
              a.at() == b.at()
                  ? Integer.compare(a.order(), b.order())
                  : Double.compare(a.at(), b.at()));

  private final PiecePlan plan;
  private final LeaseTable table;
  private final double[] hardness;
  private final Map<Integer, LeaseToken> current = new HashMap<>();
  private double now;
  private int order;
  private double finished = -1;

  private FleetSimulation(Site site, int machines, long seed) {
    this.site = site;
    this.machines = machines;
    this.random = new Random(seed);
    this.plan = PiecePlan.of(site.lecture());
    this.table =
        new LeaseTable(plan, FleetRules.STANDARD, LeaseLedger.NONE, new Virtual(), List.of());
    this.hardness = new double[plan.pieces().size()];
    for (int i = 0; i < hardness.length; i++) {
      hardness[i] = 1 + (random.nextDouble() * 2 - 1) * site.uneven();
    }
  }

  /** One run for the whole video on one machine, as without a fleet. */
  static double alone(Site site) {
    return site.lecture() / site.speed() + site.audio() + site.join();
  }

  static Result run(Site site, int machines, long seed) {
    return new FleetSimulation(site, machines, seed).run();
  }

  private Result run() {
    at(site.audio(), () -> ask(0, true));
    for (int i = 1; i < machines; i++) {
      int machine = i;
      at(random.nextDouble() * site.poll(), () -> ask(machine, false));
    }
    while (finished < 0) {
      Event next = events.remove();
      now = next.at();
      next.what().run();
    }
    long leases = table.history().size();
    return new Result(finished + site.join(), leases - plan.pieces().size());
  }

  private void at(double moment, Runnable what) {
    events.add(new Event(moment, order++, what));
  }

  private void ask(int machine, boolean hasSource) {
    if (finished >= 0) {
      return;
    }
    boolean home = machine == 0;
    Optional<Lease> lease = table.claim("m" + machine, home);
    if (lease.isEmpty()) {
      at(now + (home ? 1 : site.poll()), () -> ask(machine, hasSource));
      return;
    }
    LeaseToken token = lease.get().token();
    current.put(machine, token);
    double fetch = hasSource || home ? 0 : site.fetch() * (machines - 1);
    double begin = now + (home ? 0 : 2 * site.latency()) + fetch + site.start();
    Piece piece = plan.pieces().get(token.piece());
    double work = plan.share(piece) * site.lecture() / site.speed() * hardness[token.piece()];
    double end = begin + work;
    beat(machine, token, begin, end);
    at(
        end + (home ? site.deliver() / 2 : site.deliver() + 2 * site.latency()),
        () -> deliver(machine, token));
  }

  private void beat(int machine, LeaseToken token, double begin, double end) {
    double next = now + (machine == 0 ? 0.5 : BEAT_SECONDS);
    at(
        next,
        () -> {
          if (finished >= 0 || !token.equals(current.get(machine))) {
            return; // delivered meanwhile
          }
          double fraction = Math.max(0, Math.min(1, (next - begin) / (end - begin)));
          if (table.beat(token, fraction)) {
            beat(machine, token, begin, end);
          } else {
            current.remove(machine); // somebody else was faster
            at(now + site.latency(), () -> ask(machine, true));
          }
        });
  }

  private void deliver(int machine, LeaseToken token) {
    if (!current.remove(machine, token)) {
      return;
    }
    table.commit(token);
    if (table.complete()) {
      finished = now;
    } else {
      ask(machine, true);
    }
  }

  private final class Virtual extends Clock {
    @Override
    public Instant instant() {
      return Instant.EPOCH.plus(Duration.ofNanos(Math.round(now * 1e9)));
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
