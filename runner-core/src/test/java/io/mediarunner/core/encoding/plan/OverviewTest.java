package io.mediarunner.core.encoding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverviewTest {
  @ParameterizedTest
  @CsvSource({
    "0.2, 1, 1, 1",
    "4.92, 5, 5, 1",
    "10, 10, 10, 1",
    "11, 11, 10, 2",
    "206, 206, 10, 21",
    "7200, 400, 10, 40"
  })
  void hasATileASecondInRowsOfTen(double seconds, int tiles, int columns, int rows) {
    Overview overview = Overview.of(seconds);

    assertThat(overview.tiles()).isEqualTo(tiles);
    assertThat(overview.columns()).isEqualTo(columns);
    assertThat(overview.rows()).isEqualTo(rows);
  }

  @Test
  void namesTheTileOfEachMoment() {
    assertThat(Overview.of(1.5).vtt(1.5))
        .isEqualTo(
            """
            WEBVTT

            00:00:00.000 --> 00:00:00.750
            overview.png#xywh=0,0,160,90

            00:00:00.750 --> 00:00:01.500
            overview.png#xywh=160,0,160,90

            """);
    assertThat(Overview.of(4.92).vtt(4.92)).contains("--> 00:00:04.920\n");
    assertThat(Overview.of(12).vtt(12)).contains("overview.png#xywh=160,90,160,90");
    assertThat(Overview.of(7200).vtt(7200)).contains("01:59:42.000 --> 02:00:00.000");
  }
}
