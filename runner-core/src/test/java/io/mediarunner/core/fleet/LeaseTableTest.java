package io.mediarunner.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeaseTableTest {
  private static final Duration BEAT = Duration.ofSeconds(10);
  private final ManualClock clock = new ManualClock();
  private final PiecePlan plan = PiecePlan.of(300);
  private final LeaseTable table =
      new LeaseTable(plan, FleetRules.STANDARD, LeaseLedger.NONE, clock, List.of());

  private LeaseToken claim(String member) {
    return table.claim(member, false).orElseThrow().token();
  }

  @Test
  void givesPiecesInOrderAndEachOnce() {
    assertThat(IntStream.range(0, 5).mapToObj(i -> claim("m" + i).piece()).toList())
        .containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void refusesALateResult() {
    LeaseToken late = claim("a");
    clock.pass(Duration.ofSeconds(30));
    LeaseToken current = claim("b");

    assertThat(current).isEqualTo(new LeaseToken(late.piece(), 2));
    assertThat(table.beat(late, 0.9)).isFalse();
    assertThat(table.commit(late)).isFalse();
    assertThat(table.commit(current)).isTrue();
    assertThat(table.commit(late)).isFalse();
  }

  @Test
  void doesNotLetAnExpiredLeaseComeBackThoughNobodyTookThePiece() {
    LeaseToken late = claim("a");
    clock.pass(Duration.ofSeconds(31));

    assertThat(table.beat(late, 0.5)).isFalse();
    assertThat(table.commit(late)).isFalse();
  }

  @Test
  void extendsALeaseWithEachBeatButNotForEver() {
    LeaseToken slow = claim("a");
    int beats = 0;
    while (table.beat(slow, 0.1)) {
      clock.pass(BEAT);
      beats++;
    }

    assertThat(beats).isEqualTo(180);
    assertThat(table.commit(slow)).isFalse();
  }

  @Test
  void beginsASecondTimeWhatIsFurthestFromItsEndWhenNothingElseIsLeft() {
    List<LeaseToken> all = IntStream.range(0, 5).mapToObj(i -> claim("m" + i)).toList();
    table.beat(all.get(0), 0.5);
    table.beat(all.get(1), 0.3);
    table.beat(all.get(2), 0.2);
    table.beat(all.get(3), 0.4);
    table.beat(all.get(4), 0.9);

    LeaseToken second = claim("idle");
    assertThat(second.piece()).isEqualTo(2);
    assertThat(table.claim("m2", false).orElseThrow().token().piece())
        .as("not its own")
        .isEqualTo(1);
    assertThat(table.commit(second)).isTrue();
    assertThat(table.beat(all.get(2), 0.3)).as("the slower one stops").isFalse();
    assertThat(table.commit(all.get(2))).isFalse();
  }

  @Test
  void leavesToHomeWhatFailedThreeTimes() {
    for (String member : List.of("a", "b", "c")) {
      table.end(claim(member), LeaseState.FAILED);
    }

    assertThat(claim("d").piece()).isEqualTo(1);
    assertThat(table.claim("home", true).orElseThrow().token().piece()).isZero();
  }

  @Test
  void givesNoMoreToAMemberThatClaimsAndNeverDelivers() {
    for (int i = 0; i < 3; i++) {
      claim("black-hole");
      clock.pass(Duration.ofSeconds(31));
    }

    assertThat(table.claim("black-hole", false)).isEmpty();
    assertThat(table.claim("other", false)).isPresent();
  }

  @Test
  void countsNoFaultForWhatIsGivenBack() {
    for (int i = 0; i < 10; i++) {
      LeaseToken token = claim("draining");
      table.end(token, LeaseState.RETURNED);
      assertThat(token.piece()).isZero();
    }
  }

  @Test
  void changesNothingThatTheLedgerDoesNotTake() {
    boolean[] full = {false};
    LeaseTable strict =
        new LeaseTable(
            plan,
            FleetRules.STANDARD,
            changed -> {
              if (full[0]) {
                throw new IllegalStateException("disk full");
              }
            },
            clock,
            List.of());
    LeaseToken token = strict.claim("a", false).orElseThrow().token();
    full[0] = true;

    assertThatThrownBy(() -> strict.commit(token)).hasMessage("disk full");
    assertThatThrownBy(() -> strict.claim("b", false)).hasMessage("disk full");
    full[0] = false;
    assertThat(strict.commit(token)).isTrue();
    assertThat(strict.claim("b", false).orElseThrow().token().piece()).isEqualTo(1);
  }

  /**
   * Members that work, freeze, die, come back, lie and are cut off, in any order: whatever happens,
   * each piece is committed exactly once, nothing late counts, and each death costs one piece at
   * most.
   */
  @Test
  void commitsEveryPieceOnceWhateverHappens() {
    for (int seed = 0; seed < 2_000; seed++) {
      new Story(seed).run();
    }
  }

  /** One random course of events. */
  private static final class Story {
    private final Random random;
    private final ManualClock clock = new ManualClock();
    private final List<Lease> ledger = new ArrayList<>();
    private final PiecePlan plan;
    private LeaseTable table;
    private final Map<String, LeaseToken> working = new HashMap<>();
    private final Set<LeaseToken> dead = new HashSet<>();
    private final Map<Integer, LeaseToken> committed = new HashMap<>();
    private int deaths;
    private int refusals;

    Story(int seed) {
      random = new Random(seed);
      plan = PiecePlan.of(180 + random.nextInt(1_500));
      table = open(List.of());
    }

    private LeaseTable open(List<Lease> restored) {
      return new LeaseTable(
          plan,
          FleetRules.STANDARD,
          changed -> {
            for (Lease lease : changed) {
              ledger.removeIf(old -> old.token().equals(lease.token()));
              ledger.add(lease);
            }
          },
          clock,
          restored);
    }

    void run() {
      int steps = 0;
      while (!table.complete()) {
        assertThat(steps++).as("it ends").isLessThan(20_000);
        clock.pass(Duration.ofSeconds(random.nextInt(8)));
        step("m" + random.nextInt(5), steps > 2_000);
      }
      long late = 0;
      for (LeaseToken token : List.copyOf(dead)) {
        late += table.commit(token) ? 1 : 0;
      }
      assertThat(late).as("late results that count").isZero();
      assertThat(committed.keySet()).hasSize(plan.pieces().size());
      assertThat(ledger.stream().filter(lease -> lease.state() == LeaseState.COMMITTED).count())
          .isEqualTo(plan.pieces().size());
      assertThat(redone()).as("pieces done again").isLessThanOrEqualTo(deaths + refusals);
    }

    /** Leases beyond the first of a piece that were not the second of two at once. */
    private long redone() {
      return ledger.stream()
          .filter(
              lease -> lease.state() == LeaseState.EXPIRED || lease.state() == LeaseState.FAILED)
          .count();
    }

    private void step(String name, boolean calm) {
      boolean home = name.equals("m0");
      LeaseToken token = working.get(name);
      if (token == null) {
        Optional<Lease> lease = table.claim(name, home);
        lease.ifPresent(
            given -> {
              assertThat(committed).doesNotContainKey(given.token().piece());
              working.put(name, given.token());
            });
        return;
      }
      keepAlive(name);
      switch (calm ? 3 + random.nextInt(2) : random.nextInt(6)) {
        case 0 -> { // dies, freezes or is cut off: nothing is heard from it for a while
          deaths++;
          dead.add(token);
          working.remove(name);
        }
        case 1 -> { // delivers something that is refused
          if (table.holds(token)) {
            refusals++;
            table.end(token, LeaseState.FAILED);
          } else {
            deaths++;
          }
          working.remove(name);
          dead.add(token);
        }
        case 2 -> { // the coordinator starts again
          table = open(List.copyOf(ledger));
        }
        case 3 -> {
          boolean held = table.holds(token);
          deaths += held ? 0 : 1; // it was silent for too long
          boolean counts = table.commit(token);
          assertThat(counts).isEqualTo(held);
          if (counts) {
            assertThat(committed.put(token.piece(), token)).as("committed twice").isNull();
          }
          working.remove(name);
          dead.add(token);
        }
        default -> { // somebody who was dead comes back and delivers
          for (LeaseToken late : dead) {
            boolean already = committed.containsKey(late.piece());
            if (already || !table.holds(late)) {
              assertThat(table.commit(late)).as("late result").isFalse();
            }
          }
        }
      }
    }

    /** Those who work say so in time, unless the story wants otherwise. */
    private void keepAlive(String but) {
      working.forEach(
          (name, token) -> {
            if (!name.equals(but) && !table.beat(token, random.nextDouble())) {
              dead.add(token);
              deaths++; // it was silent for too long: as good as dead
            }
          });
      working.values().removeIf(dead::contains);
    }
  }
}
