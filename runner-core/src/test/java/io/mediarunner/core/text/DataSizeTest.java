package io.mediarunner.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 MB",
    "12300000, 12 MB",
    "999400000, 999 MB",
    "999600000, 1.0 GB",
    "1000000000, 1.0 GB",
    "2540000000, 2.5 GB"
  })
  void usesMegabytesBelowOneGigabyte(long bytes, String text) {
    assertThat(DataSize.text(bytes)).isEqualTo(text);
  }
}
