package io.mediarunner.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiskForecastTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private final DiskForecast forecast = new DiskForecast();

  @Test
  void extendsTheLine() {
    Optional<Duration> left = Optional.empty();
    for (int minute = 0; minute <= 30; minute++) {
      left = forecast.sample(T0.plus(Duration.ofMinutes(minute)), 1_000_000 - minute * 10_000L);
    }
    assertThat(left).contains(Duration.ofMinutes(70));
  }

  @Test
  void saysNothingAtFirstNorOfADiskThatEmpties() {
    assertThat(forecast.sample(T0, 100)).isEmpty();
    assertThat(forecast.sample(T0.plusSeconds(300), 50)).isEmpty();
    assertThat(forecast.sample(T0.plusSeconds(900), 5000)).isEmpty();
  }

  @Test
  void readsTheDriversTable() {
    assertThat(GpuLoad.parse("NVIDIA L4, 42, 1024, 23034\nOld card, [N/A], 1, 2\n\n"))
        .isEqualTo(List.of(new GpuLoad("NVIDIA L4", 0.42, 1L << 30, 23034L << 20)));
  }
}
