package io.mediarunner.core.transcription.speech;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Repeated text stays where the sound repeats. */
class RepetitionTest {
  private static final SpeechRegions ONE = new SpeechRegions(List.of(new Interval(0, 60)), 60);
  private static final SpeechRegions FOUR =
      new SpeechRegions(
          List.of(
              new Interval(1, 3),
              new Interval(4.5, 6.5),
              new Interval(8, 10),
              new Interval(11.5, 13.5)),
          15);

  /** The same sound every two seconds. */
  private static final Sound AGAIN = (from, to) -> levels(from, to, at -> Math.sin(at * Math.PI));

  /** Never the same sound. */
  private static final Sound OTHER =
      (from, to) -> levels(from, to, at -> new Random(Math.round(at * 20)).nextDouble());

  private interface Level {
    double at(double seconds);
  }

  private static double[] levels(double from, double to, Level level) {
    double[] levels = new double[(int) Math.round((to - from) / Sound.STEP)];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = -20 + 10 * level.at(from + i * Sound.STEP);
    }
    return levels;
  }

  private static Segment said(double from, double to, String text, double probability) {
    List<Word> words = new ArrayList<>();
    String[] parts = text.split(" ");
    for (int i = 0; i < parts.length; i++) {
      double each = (to - from) / parts.length;
      words.add(new Word(parts[i], from + i * each, from + (i + 1) * each, probability));
    }
    return Segment.of(words);
  }

  private static SegmentFilter.Filtered filtered(
      SpeechRegions regions, Sound sound, List<Segment> segments) {
    return new SegmentFilter(regions, "en", sound).filter(segments);
  }

  private static List<Segment> every(double seconds, int times, String text, double probability) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      segments.add(said(1 + i * seconds, 0.9 + (i + 1) * seconds, text, probability));
    }
    return segments;
  }

  @Test
  void keepsASentenceThatIsSaidFourTimes() {
    List<Segment> four = every(3.5, 4, "today we study music", 0.2);

    assertThat(filtered(FOUR, OTHER, four).segments()).hasSize(4);
  }

  @Test
  void keepsNonNonNon() {
    assertThat(filtered(ONE, Sound.UNKNOWN, every(0.5, 3, "Non,", 0.9)).segments()).hasSize(3);
    assertThat(
            filtered(
                    ONE, Sound.UNKNOWN, List.of(new Segment(1, 3, "no, no, no, no, no", List.of())))
                .segments())
        .extracting(Segment::text)
        .containsExactly("no, no, no, no, no");
  }

  @Test
  void keepsALoopOfTextWhereTheSoundRepeatsAndDropsItWhereItDoesNot() {
    List<Segment> loop = every(2, 8, "and that is the end of it", 0.9);

    assertThat(filtered(ONE, AGAIN, loop).segments()).hasSize(8);
    SegmentFilter.Filtered dropped = filtered(ONE, OTHER, loop);
    assertThat(dropped.segments()).hasSize(1);
    assertThat(dropped.dropped()).hasSize(7);
    assertThat(dropped.dropped().get(0))
        .isEqualTo(new Dropped(Dropped.Reason.REPETITION, 3.0, "and that is the end of it"));
  }

  @Test
  void dropsWhatNobodyCouldSaySoFast() {
    String babble = "and so on ".repeat(20).strip();

    SegmentFilter.Filtered filtered =
        filtered(ONE, Sound.UNKNOWN, List.of(said(10, 12, babble, 0.9)));

    assertThat(filtered.segments()).isEmpty();
    assertThat(filtered.dropped()).hasSize(1);
    assertThat(filtered.dropped().get(0).text()).isEqualTo(babble);
  }

  @Test
  void keepsAWordThatIsStressedFiveTimes() {
    Segment very = new Segment(1, 9, "it is very very very very very late", List.of());

    assertThat(filtered(ONE, Sound.UNKNOWN, List.of(very)).segments())
        .extracting(Segment::text)
        .containsExactly("it is very very very very very late");
  }
}
