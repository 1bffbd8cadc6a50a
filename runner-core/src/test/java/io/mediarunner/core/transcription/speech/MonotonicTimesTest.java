package io.mediarunner.core.transcription.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MonotonicTimesTest {
  private static Word word(double start, double end) {
    return new Word("word", start, end, 0.9);
  }

  private static void assertOrdered(List<Word> words, double from, double to) {
    double end = from;
    for (Word word : words) {
      assertThat(word.startSeconds()).isGreaterThanOrEqualTo(end - 1e-9);
      assertThat(word.endSeconds()).isGreaterThan(word.startSeconds()).isLessThan(to + 1e-9);
      end = word.endSeconds();
    }
  }

  @Test
  void leavesTimesThatAreInOrder() {
    List<Word> words = List.of(word(1, 1.4), word(1.5, 2), word(2.5, 3));

    assertThat(MonotonicTimes.of(words, 0, 4)).isEqualTo(words);
  }

  @Test
  void givesEachOfTwentySixWordsAtOneInstantATimeOfItsOwn() {
    List<Word> words = new ArrayList<>();
    for (int i = 0; i < 26; i++) {
      words.add(new Word("w" + i, 5, 5, 0.9));
    }

    List<Word> timed = MonotonicTimes.of(words, 1, 12);

    assertThat(timed).extracting(Word::text).isEqualTo(words.stream().map(Word::text).toList());
    assertOrdered(timed, 1, 12);
    assertThat(timed.get(0).startSeconds()).isEqualTo(5, within(1e-9));
  }

  @Test
  void meetsInTheMiddleWhereTimesGoBack() {
    List<Word> timed = MonotonicTimes.of(List.of(word(3, 3.5), word(2, 2.5)), 0, 10);

    assertThat(timed.get(0).startSeconds()).isEqualTo(2.5, within(0.2));
    assertOrdered(timed, 0, 10);
  }

  @Test
  void losesNoWordWhateverTheTimesAre() {
    Random random = new Random(19);
    for (int round = 0; round < 500; round++) {
      List<Word> words = new ArrayList<>();
      int count = 1 + random.nextInt(40);
      for (int i = 0; i < count; i++) {
        double start = random.nextDouble() * 12 - 1;
        words.add(
            new Word("x".repeat(1 + random.nextInt(9)), start, start + random.nextDouble(), 1));
      }

      List<Word> timed = MonotonicTimes.of(words, 2, 9);

      assertThat(timed).extracting(Word::text).isEqualTo(words.stream().map(Word::text).toList());
      assertOrdered(timed, 2, 9);
    }
  }
}
