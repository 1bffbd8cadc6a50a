package io.mediarunner.launcher.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryGuardTest {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private final List<Integer> exits = new ArrayList<>();
  private final MemoryGuard guard = new MemoryGuard(exits::add);

  @Test
  void exitsWhenMemoryRanOutWhereNobodyCaughtIt() {
    guard.uncaught(Thread.currentThread(), new OutOfMemoryError("Java heap space"));

    assertThat(exits).containsExactly(3);
  }

  @Test
  void staysWhenAThreadEndsForAnotherReason() {
    guard.uncaught(Thread.currentThread(), new IllegalStateException("a fault in the code"));
    guard.uncaught(Thread.currentThread(), new StackOverflowError());

    assertThat(exits).isEmpty();
  }

  @Test
  void exitsAfterHalfAMinuteOfNothingButGarbageCollection() {
    for (int i = 1; i <= 5; i++) {
      guard.look(LOOK, i * 4_900L);
    }
    assertThat(exits).isEmpty();

    guard.look(LOOK, 6 * 4_900L);

    assertThat(exits).containsExactly(3);
  }

  @Test
  void staysWhereWorkGoesOnInBetween() {
    long collected = 0;
    for (int i = 0; i < 100; i++) {
      collected += i % 5 == 0 ? 1_000 : 4_900;
      guard.look(LOOK, collected);
    }

    assertThat(exits).isEmpty();
  }
}
