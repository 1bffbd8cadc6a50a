package io.mediarunner.core.encoding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "my_talk.mp4 | my_talk",
        "t01 Été 1080.mp4 | t01_Ete_1080",
        "l'intro (1) & œuvre.mp4 | l_intro_1_oeuvre",
        "a%20b#c?.mp4 | a_20b_c",
        "-dash.mp4 | dash",
        "Straße.webm | Strasse",
        "v1.2 final.mov | v1.2_final",
        "日本.mp4 | video",
        "noextension | noextension",
        ".hidden | hidden"
      })
  void derivesAPlainBase(String source, String base) {
    assertThat(OutputNames.of(source, HlsSegments.TS).base()).isEqualTo(base);
  }

  @Test
  void cutsLongNames() {
    assertThat(OutputNames.of("x".repeat(300) + ".mp4", HlsSegments.TS).base()).hasSize(100);
  }
}
