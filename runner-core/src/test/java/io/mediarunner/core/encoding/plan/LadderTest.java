package io.mediarunner.core.encoding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.media.FrameRate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LadderTest {
  @ParameterizedTest
  @CsvSource({
    "90, 360",
    "360, 360",
    "480, 360",
    "683, 360",
    "684, 360 720",
    "719, 360 720",
    "720, 360 720",
    "1025, 360 720",
    "1072, 360 720 1080",
    "1080, 360 720 1080",
    "2160, 360 720 1080"
  })
  void offersWhatDoesNotEnlargeTheSource(int shortSide, String heights) {
    assertThat(Ladder.DEFAULT.select(shortSide).stream().map(Rendition::height).toList())
        .isEqualTo(Arrays.stream(heights.split(" ")).map(Integer::valueOf).toList());
  }

  @Test
  void isOrderedAndHasEachHeightOnce() {
    List<Rendition> rungs = Ladder.DEFAULT.rungs();

    assertThat(new Ladder(List.of(rungs.get(2), rungs.get(0))).rungs())
        .containsExactly(rungs.get(0), rungs.get(2));
    assertThatThrownBy(() -> new Ladder(List.of(rungs.get(0), rungs.get(0))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Ladder(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Tag("D10")
  @ParameterizedTest
  @CsvSource({
    "640, 360, 30, 3.0",
    "854, 480, 24, 3.0",
    "854, 480, 30, 3.1",
    "1280, 720, 25, 3.1",
    "1280, 720, 30, 3.1",
    "1280, 720, 60, 3.2",
    "1920, 1080, 25, 4.0",
    "1920, 1080, 30, 4.0",
    "1920, 1080, 60, 4.2",
    "1080, 1920, 30, 4.0",
    "3840, 2160, 30, 5.1",
    "3840, 2160, 60, 5.2"
  })
  void hasTheLowestLevelThatFits(int width, int height, int rate, String level) {
    assertThat(H264Level.of(width, height, FrameRate.of(rate)).number()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({
    "25/1, 25/1, 25",
    "30000/1001, 30000/1001, 30000/1001",
    "60/1, 60/1, 60",
    "1/5, 1/5, 10",
    "3/1, 3/1, 10",
    "12/1, 30/1, 10",
    "13/1, 30/1, 15",
    "27/1, 90000/1, 25",
    "120/1, 120/1, 60"
  })
  void takesAConstantFrameRate(String average, String nominal, String output) {
    assertThat(FrameRate.forOutput(rate(average), rate(nominal))).hasToString(output);
  }

  private static FrameRate rate(String text) {
    String[] parts = text.split("/");
    return new FrameRate(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }
}
