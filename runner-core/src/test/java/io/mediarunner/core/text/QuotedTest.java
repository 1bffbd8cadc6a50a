package io.mediarunner.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotedTest {
  @Test
  void cutsOnlyWhatIsTooLong() {
    assertThat(Quoted.of("x".repeat(200))).isEqualTo("x".repeat(200));
    assertThat(Quoted.of("x".repeat(60_000))).isEqualTo("x".repeat(199) + "…");
    assertThat(Quoted.of("x".repeat(198) + "😀😀")).isEqualTo("x".repeat(198) + "…");
  }
}
