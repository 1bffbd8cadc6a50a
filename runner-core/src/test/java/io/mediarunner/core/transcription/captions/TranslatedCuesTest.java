package io.mediarunner.core.transcription.captions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TranslatedCuesTest {
  private static Cue cue(long from, long to, String text) {
    return new Cue(from, to, List.of(text));
  }

  @Test
  void takesWholeSentences() {
    List<List<Cue>> sentences =
        TranslatedCues.sentences(
            List.of(
                cue(0, 1000, "Aujourd'hui nous parlons"),
                cue(1000, 2000, "de la musique."),
                cue(2000, 3000, "Bonjour"),
                cue(9000, 9500, "et merci")));

    assertThat(sentences).hasSize(3);
    assertThat(TranslatedCues.text(sentences.get(0)))
        .isEqualTo("Aujourd'hui nous parlons de la musique.");
  }

  @Test
  void keepsTheTimesOfTheCuesItFills() {
    List<Cue> sentence =
        List.of(cue(0, 1000, "Aujourd'hui nous parlons"), cue(1000, 2000, "de la musique."));

    List<Cue> english = TranslatedCues.spread(sentence, "Today we talk about the music.");

    assertThat(english).hasSize(2);
    assertThat(english.get(0).startMillis()).isZero();
    assertThat(english.get(0).endMillis()).isEqualTo(1000);
    assertThat(english.get(1).endMillis()).isEqualTo(2000);
    assertThat(
            String.join(" ", english.get(0).lines())
                + " "
                + String.join(" ", english.get(1).lines()))
        .isEqualTo("Today we talk about the music.");
  }

  @Test
  void makesTwoOfACueThatGrowsTooLong() {
    String longer = "word ".repeat(24).strip();

    List<Cue> cues = TranslatedCues.spread(List.of(cue(1000, 5000, "kurz")), longer);

    assertThat(cues).hasSize(2);
    assertThat(cues.get(0).startMillis()).isEqualTo(1000);
    assertThat(cues.get(0).endMillis()).isEqualTo(cues.get(1).startMillis());
    assertThat(cues.get(1).endMillis()).isEqualTo(5000);
    assertThat(cues).allSatisfy(c -> assertThat(c.lines()).hasSizeLessThanOrEqualTo(2));
    assertThat(cues)
        .allSatisfy(
            c ->
                assertThat(c.lines())
                    .allSatisfy(l -> assertThat(l).hasSizeLessThanOrEqualTo(LineWrap.LINE)));
  }

  @Test
  void leavesTheTimeOfACueWithoutWordsToTheOneBefore() {
    List<Cue> cues =
        TranslatedCues.spread(List.of(cue(0, 1000, "eins zwei"), cue(1000, 2000, "drei")), "one");

    assertThat(cues).hasSize(1);
    assertThat(cues.get(0).endMillis()).isEqualTo(2000);
  }

  @Test
  void keepsWhatNobodyTranslated() {
    List<Cue> sentence = List.of(cue(0, 1000, "Bonjour"));

    assertThat(TranslatedCues.spread(sentence, " ")).isEqualTo(sentence);
  }

  @Test
  void writesNoCueWithoutTimeHoweverShortTheOriginalIs() {
    String text = "a rather long translation of one short word, ".repeat(9).strip();
    for (long millis : new long[] {1, 2, 4, 5, 7, 100}) {
      List<Cue> cues =
          TranslatedCues.spread(List.of(new Cue(1000, 1000 + millis, List.of("Oui."))), text);

      assertThat(WebVttGrammar.problems(Subtitles.vtt(cues), 1000 + millis)).isEmpty();
      assertThat(String.join(" ", cues.stream().flatMap(c -> c.lines().stream()).toList()))
          .isEqualTo(text);
    }
  }
}
