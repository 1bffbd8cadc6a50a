package io.mediarunner.verticles.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatPhaseTest {
  private static final Duration INTERVAL = Duration.ofSeconds(15);
  private static final long NOW = -7_123_456_789_123L; // nanoTime may be negative

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 16, 64, 200})
  void spreadsAnyNumberOfInstancesOverTheInterval(int instances) {
    double[] places =
        IntStream.range(0, instances)
            .mapToDouble(instance -> HeartbeatPhase.place(instance))
            .sorted()
            .toArray();

    for (int i = 0; i < instances; i++) {
      double next = i + 1 < instances ? places[i + 1] : places[0] + 1;
      assertThat((next - places[i]) * instances)
          .as("gap in parts of the even one")
          .isBetween(0.4, 2.0);
    }
  }

  @Test
  void staysAtItsPlaceHoweverLateTheAnswerIs() {
    HeartbeatPhase phase = new HeartbeatPhase(5, INTERVAL, NOW);
    long beat = NOW + phase.untilFirst(NOW).toNanos();

    assertThat(phase.untilNext(beat)).isEqualTo(INTERVAL);
    assertThat(phase.untilNext(beat + Duration.ofSeconds(5).toNanos())).hasSeconds(10);
    assertThat(phase.untilNext(beat + Duration.ofSeconds(10).toNanos()))
        .as("not at once after one that was answered late")
        .hasSeconds(20);
  }

  @Test
  void beginsAtOnceWithTheFirstInstance() {
    HeartbeatPhase first = new HeartbeatPhase(0, INTERVAL, NOW);

    assertThat(first.untilFirst(NOW)).isZero();
    assertThat(first.untilNext(NOW)).isEqualTo(INTERVAL);
  }

  @Test
  void waitsLessThanAnIntervalForTheFirst() {
    for (int instance = 0; instance < 64; instance++) {
      assertThat(new HeartbeatPhase(instance, INTERVAL, NOW).untilFirst(NOW + instance * 999L))
          .isGreaterThanOrEqualTo(Duration.ZERO)
          .isLessThan(INTERVAL);
    }
  }
}
