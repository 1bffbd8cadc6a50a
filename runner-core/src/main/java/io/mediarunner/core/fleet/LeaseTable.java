package io.mediarunner.core.fleet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Who works on which piece of one encode. Every change is in the ledger before it takes effect, and
 * all times are those of one clock, so members need not agree on the time. Five rules:
 *
 * <ol>
 *   <li>A claim makes the owner, the expiry and a generation that was never used before.
 *   <li>A result counts under a live lease of a piece that has none yet, and under no other.
 *   <li>A sign of life extends a lease, but not for ever; an expired one does not come back.
 *   <li>A piece that was claimed too often is encoded at home.
 *   <li>A piece may be worked on twice; it is committed once.
 * </ol>
 *
 * Any thread.
 */
public final class LeaseTable {
  private final PiecePlan plan;
  private final FleetRules rules;
  private final LeaseLedger ledger;
  private final Clock clock;
  private final Map<LeaseToken, Lease> leases = new HashMap<>();
  private final Map<LeaseToken, Double> progress = new HashMap<>();

  /**
   * @param clock of the runner that coordinates
   * @param restored leases that the ledger had kept
   */
  public LeaseTable(
      PiecePlan plan, FleetRules rules, LeaseLedger ledger, Clock clock, List<Lease> restored) {
    this.plan = Objects.requireNonNull(plan, "plan");
    this.rules = Objects.requireNonNull(rules, "rules");
    this.ledger = Objects.requireNonNull(ledger, "ledger");
    this.clock = Objects.requireNonNull(clock, "clock");
    restored.forEach(lease -> leases.put(lease.token(), lease));
  }

  public PiecePlan plan() {
    return plan;
  }

  /**
   * Gives a member the next piece: the first one that nobody works on; if there is none, one that
   * somebody else is far from finishing.
   *
   * @param member its name, the same with every claim
   * @param home whether the member is the coordinating runner itself, which may always try
   * @return empty if there is nothing for this member now
   */
  public synchronized Optional<Lease> claim(String member, boolean home) {
    sweep();
    if (!home && barred(member)) {
      return Optional.empty();
    }
    return open(home)
        .or(() -> second(member, home))
        .map(
            piece -> {
              Instant now = clock.instant();
              LeaseToken token = new LeaseToken(piece.number(), leases(piece).size() + 1);
              Lease lease = new Lease(token, member, now, now.plus(rules.lease()), LeaseState.LIVE);
              record(List.of(lease));
              return lease;
            });
  }

  private Optional<Piece> open(boolean home) {
    return plan.pieces().stream()
        .filter(piece -> !committed(piece) && live(piece).isEmpty())
        .filter(piece -> home || claims(piece) < rules.claims())
        .findFirst();
  }

  /** The one furthest from its end, by its share that is left. */
  private Optional<Piece> second(String member, boolean home) {
    return plan.pieces().stream()
        .filter(piece -> !committed(piece))
        .filter(piece -> home || claims(piece) < rules.claims())
        .filter(
            piece -> {
              List<Lease> live = live(piece);
              return !live.isEmpty()
                  && live.size() < FleetRules.MOST_AT_ONCE
                  && live.stream().noneMatch(lease -> lease.owner().equals(member));
            })
        .filter(piece -> done(piece) < FleetRules.NEARLY_DONE)
        .min(Comparator.comparingDouble(this::done));
  }

  /**
   * A sign of life.
   *
   * @param fraction of the piece that is done, 0 to 1
   * @return whether to go on; a member that may not has nothing to deliver
   */
  public synchronized boolean beat(LeaseToken token, double fraction) {
    sweep();
    Optional<Lease> lease = find(token).filter(Lease::live);
    if (lease.isEmpty()) {
      return false;
    }
    Instant now = clock.instant();
    Instant last = lease.get().claimedAt().plus(rules.longest());
    Instant later = now.plus(rules.lease());
    // Not in the ledger: after a restart the member has the time of its claim, then it expires.
    leases.put(token, lease.get().until(later.isAfter(last) ? last : later));
    progress.merge(token, Math.max(0, Math.min(1, fraction)), Math::max);
    return true;
  }

  /** Whether a result under this token would count now. */
  public synchronized boolean holds(LeaseToken token) {
    sweep();
    return find(token).filter(Lease::live).isPresent();
  }

  /**
   * Makes a result that was verified part of the video.
   *
   * @return false, with nothing changed, if the lease is not live any more
   */
  public synchronized boolean commit(LeaseToken token) {
    sweep();
    Optional<Lease> lease = find(token).filter(Lease::live);
    if (lease.isEmpty()) {
      return false;
    }
    List<Lease> changed = new ArrayList<>(List.of(lease.get().in(LeaseState.COMMITTED)));
    live(plan.pieces().get(token.piece())).stream()
        .filter(other -> !other.token().equals(token))
        .forEach(other -> changed.add(other.in(LeaseState.BEATEN)));
    record(changed);
    return true;
  }

  /**
   * Ends a live lease without a result; does nothing to any other.
   *
   * @param state {@code FAILED} or {@code RETURNED}
   */
  public synchronized void end(LeaseToken token, LeaseState state) {
    find(token).filter(Lease::live).ifPresent(lease -> record(List.of(lease.in(state))));
  }

  /** Takes in a piece whose verified files are there although no lease says so. */
  public synchronized void found(Piece piece, String owner) {
    if (!committed(piece)) {
      Instant now = clock.instant();
      LeaseToken token = new LeaseToken(piece.number(), leases(piece).size() + 1);
      record(List.of(new Lease(token, owner, now, now, LeaseState.COMMITTED)));
    }
  }

  /** Takes a committed piece back whose files are not there: it is encoded again. */
  public synchronized void lost(Piece piece) {
    leases(piece).stream()
        .filter(lease -> lease.state() == LeaseState.COMMITTED)
        .forEach(lease -> record(List.of(lease.in(LeaseState.RETURNED))));
  }

  /** Whether every piece is committed. */
  public synchronized boolean complete() {
    return plan.pieces().stream().allMatch(this::committed);
  }

  public synchronized boolean committed(Piece piece) {
    return leases(piece).stream().anyMatch(lease -> lease.state() == LeaseState.COMMITTED);
  }

  /** How much of the video is encoded, 0 to 1; falls when a lease expires. */
  public synchronized double fraction() {
    sweep();
    return Math.min(
        1,
        plan.pieces().stream()
            .mapToDouble(piece -> plan.share(piece) * (committed(piece) ? 1 : done(piece)))
            .sum());
  }

  /** All leases that there have been, by piece and generation. */
  public synchronized List<Lease> history() {
    sweep();
    return leases.values().stream()
        .sorted(
            Comparator.comparingInt((Lease lease) -> lease.token().piece())
                .thenComparingInt(lease -> lease.token().generation()))
        .toList();
  }

  private void sweep() {
    Instant now = clock.instant();
    List<Lease> expired =
        leases.values().stream()
            .filter(lease -> lease.live() && !now.isBefore(lease.expiresAt()))
            .map(lease -> lease.in(LeaseState.EXPIRED))
            .toList();
    if (!expired.isEmpty()) {
      record(expired);
    }
  }

  private void record(List<Lease> changed) {
    ledger.write(changed);
    changed.forEach(
        lease -> {
          leases.put(lease.token(), lease);
          if (!lease.live()) {
            progress.remove(lease.token());
          }
        });
  }

  private Optional<Lease> find(LeaseToken token) {
    return Optional.ofNullable(leases.get(token));
  }

  private List<Lease> leases(Piece piece) {
    List<Lease> all = new ArrayList<>();
    for (int i = 1; leases.containsKey(new LeaseToken(piece.number(), i)); i++) {
      all.add(Objects.requireNonNull(leases.get(new LeaseToken(piece.number(), i))));
    }
    return all;
  }

  private List<Lease> live(Piece piece) {
    return leases(piece).stream().filter(Lease::live).toList();
  }

  /** What was given back was not tried, and what was beaten did not fail. */
  private long claims(Piece piece) {
    return leases(piece).stream()
        .filter(lease -> lease.state() != LeaseState.RETURNED)
        .filter(lease -> lease.state() != LeaseState.BEATEN)
        .count();
  }

  private double done(Piece piece) {
    return live(piece).stream()
        .mapToDouble(lease -> progress.getOrDefault(lease.token(), 0.0))
        .max()
        .orElse(0);
  }

  /** Whether a member claims and does not deliver. */
  private boolean barred(String member) {
    List<Lease> own =
        leases.values().stream()
            .filter(lease -> lease.owner().equals(member))
            .sorted(Comparator.comparing(Lease::claimedAt))
            .toList();
    int faults = 0;
    for (Lease lease : own) {
      switch (lease.state()) {
        case EXPIRED, FAILED -> faults++;
        case COMMITTED -> faults = 0;
        default -> {}
      }
    }
    return faults >= rules.faults();
  }

  /** How long a member may wait before it says again that it lives. */
  public Duration beatEvery() {
    return rules.lease().dividedBy(3);
  }
}
