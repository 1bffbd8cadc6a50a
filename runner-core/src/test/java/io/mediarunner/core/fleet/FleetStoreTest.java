package io.mediarunner.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.database.JournalDamagedException;
import io.mediarunner.core.task.TaskId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetStoreTest {
  private static final TaskId TASK = new TaskId("t1");
  private static final PiecePlan PLAN = PiecePlan.of(300);
  private final ManualClock clock = new ManualClock();
  @TempDir private Path folder;

  private LeaseTable table(FleetStore store, String fingerprint) {
    return store.table(TASK, fingerprint, PLAN, FleetRules.STANDARD, clock);
  }

  @Test
  void remembersLeasesBeyondARestart() {
    Path file = folder.resolve("fleet.db");
    LeaseToken committed;
    LeaseToken live;
    try (FleetStore store = FleetStore.open(file)) {
      LeaseTable table = table(store, "f");
      committed = table.claim("a", false).orElseThrow().token();
      live = table.claim("b", false).orElseThrow().token();
      assertThat(table.commit(committed)).isTrue();
    }

    try (FleetStore store = FleetStore.open(file)) {
      LeaseTable table = table(store, "f");
      assertThat(table.committed(PLAN.pieces().get(0))).isTrue();
      assertThat(table.beat(live, 0.5)).as("its time is not over").isTrue();
      assertThat(table.commit(committed)).as("twice").isFalse();
      assertThat(table.claim("c", false).orElseThrow().token()).isEqualTo(new LeaseToken(2, 1));
    }
  }

  @Test
  void neverUsesAGenerationTwice() {
    Path file = folder.resolve("fleet.db");
    for (int i = 1; i < 4; i++) {
      try (FleetStore store = FleetStore.open(file)) {
        assertThat(table(store, "f").claim("m" + i, true).orElseThrow().token())
            .isEqualTo(new LeaseToken(0, i));
        clock.pass(Duration.ofMinutes(1));
      }
    }
  }

  @Test
  void forgetsAnotherEncodeOfTheSameTask() {
    try (FleetStore store = FleetStore.open(folder.resolve("fleet.db"))) {
      LeaseTable table = table(store, "f");
      table.commit(table.claim("a", false).orElseThrow().token());

      assertThat(table(store, "g").committed(PLAN.pieces().get(0))).isFalse();
    }
  }

  @Test
  void forgetsWhatNobodyCameBackTo() {
    try (FleetStore store = FleetStore.open(folder.resolve("fleet.db"))) {
      LeaseTable table = table(store, "f");
      table.commit(table.claim("a", false).orElseThrow().token());
      store.forgetBefore(clock.instant());
      assertThat(table(store, "f").committed(PLAN.pieces().get(0))).isTrue();

      store.forgetBefore(clock.instant().plusMillis(1));

      assertThat(table(store, "f").committed(PLAN.pieces().get(0))).isFalse();
    }
  }

  @Test
  void saysWhenItIsDamaged() throws Exception {
    Path file = folder.resolve("fleet.db");
    Files.writeString(file, "this is no database, whatever its name says".repeat(50));

    assertThatThrownBy(() -> FleetStore.open(file)).isInstanceOf(JournalDamagedException.class);
  }
}
