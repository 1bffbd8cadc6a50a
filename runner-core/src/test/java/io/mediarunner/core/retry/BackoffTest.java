package io.mediarunner.core.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  @Test
  void doublesUpToTheLongestWait() {
    Backoff backoff = Backoff.doubling(seconds(2), seconds(30), 5);

    assertThat(IntStream.rangeClosed(1, 6).mapToObj(backoff::delay))
        .containsExactly(seconds(2), seconds(4), seconds(8), seconds(16), seconds(30), seconds(30));
    assertThat(backoff.delay(10_000)).isEqualTo(seconds(30));
  }

  @Test
  void growsByAnyFactor() {
    Backoff backoff = new Backoff(seconds(60), 1.5, Duration.ofHours(1), Backoff.UNLIMITED);

    assertThat(IntStream.rangeClosed(1, 4).mapToObj(backoff::delay))
        .containsExactly(seconds(60), seconds(90), seconds(135), seconds(202.5));
    assertThat(new Backoff(seconds(3), 1, seconds(9), 1).delay(100)).isEqualTo(seconds(3));
    assertThat(new Backoff(Duration.ZERO, Double.MAX_VALUE, seconds(9), 1).delay(100))
        .isEqualTo(Duration.ZERO);
  }

  @Test
  void counts() {
    Backoff backoff = Backoff.doubling(seconds(2), seconds(30), 5);

    assertThat(backoff.exhausted(4)).isFalse();
    assertThat(backoff.exhausted(5)).isTrue();
    assertThat(backoff.withTries(12).exhausted(11)).isFalse();
    assertThat(backoff.withTries(12).delay(2)).isEqualTo(seconds(4));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new Backoff(seconds(1), 0.5, seconds(2), 1))
        .hasMessageContaining("factor");
    assertThatThrownBy(() -> new Backoff(seconds(1), Double.NaN, seconds(2), 1))
        .hasMessageContaining("factor");
    assertThatThrownBy(() -> Backoff.doubling(seconds(-1), seconds(2), 1))
        .hasMessageContaining("first");
    assertThatThrownBy(() -> Backoff.doubling(seconds(1), seconds(-2), 1))
        .hasMessageContaining("most");
    assertThatThrownBy(() -> Backoff.doubling(seconds(1), seconds(2), 0))
        .hasMessageContaining("tries");
  }
}
