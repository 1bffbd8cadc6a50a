package io.mediarunner.verticles.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.verticles.SetClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuessLimitTest {
  private final SetClock clock = new SetClock();
  private final GuessLimit guesses = new GuessLimit(clock);

  @Test
  void looksAtNoTokenForAWhileAfterTenWrongOnes() {
    for (int i = 0; i < 10; i++) {
      assertThat(guesses.locked("192.0.2.1")).isFalse();
      guesses.wrong("192.0.2.1", "guess " + i);
    }
    assertThat(guesses.locked("192.0.2.1")).isTrue();
    clock.forward(Duration.ofSeconds(61));
    assertThat(guesses.locked("192.0.2.1")).isFalse();
  }

  @Test
  void theSameWrongTokenAgainIsNoGuess() {
    for (int i = 0; i < 100; i++) {
      guesses.wrong("192.0.2.1", "the token of last year");
    }
    assertThat(guesses.locked("192.0.2.1")).isFalse();
  }

  @Test
  void locksNobodyElseOut() {
    for (int i = 0; i < 100; i++) {
      guesses.wrong("192.0.2.1", "guess " + i);
    }
    assertThat(guesses.locked("192.0.2.2")).isFalse();
  }

  @Test
  void remembersOnlySoManyClients() {
    for (int i = 0; i < 10; i++) {
      guesses.wrong("first", "guess " + i);
    }
    for (int i = 0; i < 10_000; i++) {
      guesses.wrong("client " + i, "guess");
    }
    assertThat(guesses.locked("first")).as("the oldest is forgotten").isFalse();
  }
}
