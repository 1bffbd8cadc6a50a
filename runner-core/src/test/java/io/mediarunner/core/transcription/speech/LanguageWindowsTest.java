package io.mediarunner.core.transcription.speech;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.transcription.speech.LanguageWindows.Guess;
import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LanguageWindowsTest {
  private static final Set<String> BOTH = Set.of("en", "fr");

  private static Guess guess(double from, double to, String language, double probability) {
    return new Guess(new Interval(from, to), to - from, language, probability);
  }

  @Test
  void dividesTheWholeRecordingAtPauses() {
    List<Interval> speech = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      speech.add(new Interval(i * 4, i * 4 + 3));
    }

    List<Interval> windows = LanguageWindows.of(new SpeechRegions(speech, 200));

    assertThat(windows.get(0)).isEqualTo(new Interval(0, 19));
    assertThat(windows.get(windows.size() - 1).endSeconds()).isEqualTo(119);
    assertThat(windows).hasSize(6);
    List<Interval> hours =
        LanguageWindows.of(new SpeechRegions(List.of(new Interval(0, 3600)), 3600));
    assertThat(hours).hasSize(120).allSatisfy(w -> assertThat(w.seconds()).isBetween(29.9, 30.1));
  }

  @Test
  void listensToNoMoreThanSevenOfManyWindowsAtFirst() {
    assertThat(LanguageWindows.samples(3)).containsExactly(0, 1, 2);
    assertThat(LanguageWindows.samples(121)).containsExactly(0, 20, 40, 60, 80, 100, 120);
  }

  @Test
  void looksForTheBorderBetweenTwoLanguages() {
    Map<Integer, Guess> known = new TreeMap<>();
    known.put(0, guess(0, 1, "fr", 1));
    known.put(20, guess(0, 1, "fr", 1));
    known.put(40, guess(0, 1, "en", 1));
    known.put(41, guess(0, 1, "fr", 1));

    assertThat(LanguageWindows.between(known)).containsExactly(30);
  }

  @Test
  void countsSpeechAndLeavesOutWhatIsTooLittle() {
    Map<String, Double> shares =
        LanguageWindows.shares(
            List.of(guess(0, 34, "fr", 0.9), guess(34, 96, "en", 0.9), guess(96, 97, "de", 0.9)));

    assertThat(shares.get("en")).isBetween(0.63, 0.65);
    assertThat(LanguageWindows.spoken(shares)).containsExactly("en", "fr");
  }

  @Test
  void findsTheBorderAtAPauseAndNoChangeForAMoment() {
    List<LanguagePart> parts =
        LanguageWindows.parts(
            List.of(
                guess(0, 26, "fr", 0.9),
                guess(27, 30, "fr", 0.8),
                guess(31, 33, "en", 0.55),
                guess(34, 36, "fr", 0.9),
                guess(37, 40, "en", 0.9),
                guess(41, 43, "en", 0.9),
                guess(44, 70, "en", 0.9)),
            BOTH);

    assertThat(parts)
        .containsExactly(
            new LanguagePart(new Interval(0, 36), "fr"),
            new LanguagePart(new Interval(37, 70), "en"));
    assertThat(LanguagePart.at(parts, 20)).isEqualTo("fr");
    assertThat(LanguagePart.at(parts, 36.9)).isEqualTo("en");
  }

  @Test
  void staysInOneLanguageWhereThereIsOne() {
    assertThat(LanguageWindows.parts(List.of(guess(0, 10, "en", 0.3)), Set.of("en")))
        .containsExactly(new LanguagePart(new Interval(0, 10), "en"));
  }
}
