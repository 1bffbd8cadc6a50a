package io.mediarunner.core.transcription.speech;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpokenLanguagesTest {
  @ParameterizedTest
  @CsvSource({
    "nb, no",
    "nb-NO, no",
    "nob, no",
    "nn, nn",
    "fra, fr",
    "fre, fr",
    "eng, en",
    "iw, he",
    "in, id",
    "français, fr",
    "Francais, fr",
    "Deutsch, de",
    "anglais, en",
    "English, en",
    "日本語, ja",
    "pt-BR, pt",
    "pt_BR, pt",
    "fr_FR.UTF-8, fr",
    "zh-Hant, zh",
    "zh-Hans-CN, zh",
    "zh-yue, yue",
    "cmn, zh",
    "jv, jw",
    "jw, jw",
    "Haitian Creole, ht",
    "Norwegian Bokmål, no",
    "ger, de",
    "fil, tl",
    "auto, auto",
    "'  ', auto"
  })
  void readsWhatPeopleAndFilesWrite(String text, String code) {
    assertThat(SpokenLanguages.code(text)).contains(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"co", "ga", "ku", "wo", "xx", "klingon", "-", "zz-ZZ"})
  void knowsWhatWhisperDoesNotKnow(String text) {
    assertThat(SpokenLanguages.code(text)).isEmpty();
  }

  @Test
  void readsEveryCodeOfWhisperItself() {
    for (String two : Locale.getISOLanguages()) {
      SpokenLanguages.code(two)
          .ifPresent(code -> assertThat(SpokenLanguages.code(code)).contains(code));
    }
  }

  @Test
  void allowsSubtitlesInALanguageThatNoEngineKnows() {
    assertThat(SpokenLanguages.any("co")).contains("co");
    assertThat(SpokenLanguages.any("gle")).contains("ga");
    assertThat(SpokenLanguages.any("fr-CA")).contains("fr");
    assertThat(SpokenLanguages.any("xx")).isEmpty();
  }
}
