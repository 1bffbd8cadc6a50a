package io.mediarunner.core.transcription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordErrorsTest {
  private static WordErrors compare(String reference, String transcript) {
    return WordErrors.of(WordErrors.words(reference), WordErrors.words(transcript));
  }

  /** The rates by hand from the counts: (S+D+I)/N, (S+D+I)/(H+S+D+I), 1 - H²/(N·P). */
  @ParameterizedTest
  @CsvSource({
    "hello world, hello duck, 1, 1, 0, 0, 0.5, 0.5, 0.75",
    "hello world, hello world, 2, 0, 0, 0, 0, 0, 0",
    "a b c d, a c d, 3, 0, 1, 0, 0.25, 0.25, 0.25",
    "the big cat sat on a mat, cat sits on a mat today, 4, 1, 2, 1, 0.571429, 0.5, 0.619048",
  })
  void countsAndRates(
      String reference,
      String transcript,
      int hits,
      int substitutions,
      int deletions,
      int insertions,
      double wer,
      double mer,
      double wil) {
    WordErrors errors = compare(reference, transcript);

    assertThat(
            List.of(errors.hits(), errors.substitutions(), errors.deletions(), errors.insertions()))
        .containsExactly(hits, substitutions, deletions, insertions);
    assertThat(errors.wer()).isEqualTo(wer, within(1e-6));
    assertThat(errors.mer()).isEqualTo(mer, within(1e-6));
    assertThat(errors.wil()).isEqualTo(wil, within(1e-6));
  }

  @Test
  void caseMarksAndUnicodeDoNotCount() {
    assertThat(compare("Aujourd’hui, l'e\u0301té!", "aujourd'hui l'été").wer()).isZero();
    assertThat(WordErrors.words(" -- … ")).isEmpty();
  }

  @Test
  void namesWhichWordsAreTheSame() {
    assertThat(compare("we study the history", "today we study history").pairs())
        .extracting(pair -> pair[0] + "-" + pair[1])
        .containsExactly("0-1", "1-2", "3-3");
  }
}
