package io.mediarunner.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotationTest {
  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 1, 0, false",
    "0, 1, -1, 0, 90, false",
    "-1, 0, 0, -1, 180, false",
    "0, -1, 1, 0, 270, false",
    "-1, 0, 0, 1, 0, true",
    "1, 0, 0, -1, 180, true",
    "0, 1, 1, 0, 270, true",
    "0, -1, -1, 0, 90, true",
    "65536, 0, 0, 32768, 0, false"
  })
  void isReadOffTheMatrix(double a, double b, double c, double d, int degrees, boolean mirrored) {
    assertThat(Rotation.of(a, b, c, d)).isEqualTo(new Rotation(degrees, mirrored));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "90, 90", "-90, 270", "180, 180", "-180, 180", "450, 90", "89.6, 90"})
  void isTheNearestQuarterTurn(double degrees, int quarter) {
    assertThat(Rotation.of(degrees)).isEqualTo(new Rotation(quarter, false));
  }
}
