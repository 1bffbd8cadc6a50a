package io.mediarunner.core.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mediarunner.core.speech.SpeechMap.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpokenTimesTest {
  private static final SpokenTimes TIMES =
      new SpokenTimes(
          new SpeechMap(
              List.of(
                  new Interval(1, 3),
                  new Interval(3.2, 4),
                  new Interval(10, 12),
                  new Interval(20, 21)),
              30));

  private static Segment heard(Word... words) {
    return new Segment(
        words[0].startSeconds(), words[words.length - 1].endSeconds(), "text", List.of(words));
  }

  private static Word word(double start, double end) {
    return new Word("w", start, end, 0.9);
  }

  @Test
  void endsAWordThatSwallowedThePauseBehindIt() {
    Segment said = TIMES.of(heard(word(1.1, 3.5), word(3.6, 9)));

    assertThat(said.words()).containsExactly(word(1.1, 3.5), word(3.6, 4));
    assertThat(said.endSeconds()).isEqualTo(4);
  }

  @Test
  void beginsAWordWithTheSpeechAndNotWithTheRecording() {
    Segment said = TIMES.of(heard(word(0, 1.5)));

    assertThat(said.words()).containsExactly(word(1, 1.5));
    assertThat(said.startSeconds()).isEqualTo(1);
  }

  @Test
  void putsAWordAcrossASilenceWhereMostOfItIs() {
    assertThat(TIMES.of(heard(word(3.9, 11))).words()).containsExactly(word(10, 11));
  }

  @Test
  void leavesABreathAndWhatIsNowhereNearSpeech() {
    assertThat(TIMES.of(heard(word(2.9, 3.3))).words()).containsExactly(word(2.9, 3.3));
    assertThat(TIMES.of(heard(word(15, 16))).words()).containsExactly(word(15, 16));
  }

  @Test
  void spreadsAPhraseOverTheTimeInWhichSomebodySpeaks() {
    List<Word> words = TIMES.of(new Segment(10, 21, "three words here", List.of())).words();

    assertThat(words).extracting(Word::text).containsExactly("three", "words", "here");
    assertThat(words.get(0).startSeconds()).isEqualTo(10);
    assertThat(words.get(1).endSeconds()).isEqualTo(12, within(0.2));
    assertThat(words.get(2).startSeconds()).isEqualTo(20, within(0.2));
    assertThat(words.get(2).endSeconds()).isEqualTo(21, within(1e-6));
  }
}
