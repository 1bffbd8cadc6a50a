package io.mediarunner.core.transcription.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpokenTimesTest {
  private static final SpokenTimes TIMES =
      new SpokenTimes(
          new SpeechRegions(
              List.of(
                  new Interval(1, 3),
                  new Interval(3.2, 4),
                  new Interval(10, 12),
                  new Interval(20, 21)),
              30));

  private static Segment transcribed(Word... words) {
    return new Segment(
        words[0].startSeconds(), words[words.length - 1].endSeconds(), "text", List.of(words));
  }

  private static Word word(double start, double end) {
    return new Word("w", start, end, 0.9);
  }

  @Test
  void endsAWordThatSwallowedThePauseBehindIt() {
    Segment toolLog = TIMES.of(transcribed(word(1.1, 3.5), word(3.6, 9)));

    assertThat(toolLog.words()).containsExactly(word(1.1, 3.5), word(3.6, 4));
    assertThat(toolLog.endSeconds()).isEqualTo(4);
  }

  @Test
  void beginsAWordWithTheSpeechAndNotWithTheRecording() {
    Segment toolLog = TIMES.of(transcribed(word(0, 1.5)));

    assertThat(toolLog.words()).containsExactly(word(1, 1.5));
    assertThat(toolLog.startSeconds()).isEqualTo(1);
  }

  @Test
  void putsAWordAcrossASilenceWhereMostOfItIs() {
    assertThat(TIMES.of(transcribed(word(3.9, 11))).words()).containsExactly(word(10, 11));
  }

  @Test
  void leavesABreathAndWhatIsNowhereNearSpeech() {
    assertThat(TIMES.of(transcribed(word(2.9, 3.3))).words()).containsExactly(word(2.9, 3.3));
    assertThat(TIMES.of(transcribed(word(15, 16))).words()).containsExactly(word(15, 16));
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
