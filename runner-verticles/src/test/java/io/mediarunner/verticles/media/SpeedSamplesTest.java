package io.mediarunner.verticles.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.task.TaskCourse;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SpeedSamplesTest {
  @Test
  void keepsFewHoweverLongItTakes() {
    SpeedSamples samples = new SpeedSamples();
    Instant begin = Instant.parse("2026-01-01T12:00:00Z");
    for (int quarter = 0; quarter < 4 * 36_000; quarter++) {
      samples.add(begin.plusMillis(250L * quarter), 1 + quarter % 7);
    }
    assertThat(samples.list()).hasSizeBetween(SpeedSamples.MOST / 2, SpeedSamples.MOST);
    assertThat(samples.list())
        .extracting(TaskCourse.Speed::second)
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(samples.list().get(samples.list().size() - 1).second()).isGreaterThan(35_000);
  }
}
