package io.mediarunner.core.transcription.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordPlacementTest {
  private static final SpeechRegions TWO =
      new SpeechRegions(List.of(new Interval(0.9, 3.4), new Interval(27.9, 30.4)), 31);

  private static ChunkPlan.Chunk chunk(SpeechRegions regions) {
    return ChunkPlan.of(regions, 1000).get(0);
  }

  private static WordPlacement.Placed placed(SpeechRegions regions, Segment... segments) {
    return new WordPlacement(
            regions, ChunkPlan.chunk(regions, new Interval(0, regions.totalSeconds())))
        .of(List.of(segments));
  }

  private static Segment said(double from, double to, String text) {
    String[] parts = text.split(" ");
    List<Word> words = new ArrayList<>();
    double each = (to - from) / parts.length;
    for (int i = 0; i < parts.length; i++) {
      words.add(new Word(parts[i], from + i * each, from + (i + 1) * each, 0.9));
    }
    return new Segment(from, to, text, words);
  }

  /** The engine's clock: 0.2 s before the first region, then both without the pause. */
  @Test
  void putsAFirstWordBeforeTheSeamBehindThePause() {
    List<Segment> segments =
        placed(
                TWO,
                said(0.3, 2.5, "Today we study the history of music."),
                said(2.6, 5.2, "Our next chapter begins tomorrow."))
            .segments();

    assertThat(segments).hasSize(2);
    assertThat(segments.get(1).words()).extracting(Word::text).contains("Our", "tomorrow.");
    assertThat(segments.get(1).startSeconds()).isBetween(27.9, 28.1);
    assertThat(segments.get(1).endSeconds()).isLessThanOrEqualTo(30.5);
  }

  @Test
  void putsASentenceThatFallsBeforeTheSeamWhereItsOtherHalfIs() {
    Segment wholly = said(2.4, 4.8, "Our next chapter begins tomorrow.");

    List<Segment> segments =
        placed(TWO, said(0.3, 2.3, "Today we study music."), wholly).segments();

    assertThat(segments.get(1).text()).isEqualTo("Our next chapter begins tomorrow.");
    assertThat(segments.get(1).startSeconds()).isGreaterThanOrEqualTo(27.9);
  }

  @Test
  void dividesAPhraseThatGoesOnAfterThePauseAtItsSentence() {
    List<Segment> segments =
        placed(TWO, said(0.3, 5.0, "We study the music. Our chapter begins tomorrow.")).segments();

    assertThat(segments)
        .extracting(Segment::text)
        .containsExactly("We study the music.", "Our chapter begins tomorrow.");
    assertThat(segments.get(0).endSeconds()).isLessThanOrEqualTo(3.5);
    assertThat(segments.get(1).startSeconds()).isGreaterThanOrEqualTo(27.9);
  }

  @Test
  void spreadsAPhraseWithoutWordsOverTheTimeInWhichSomebodySpeaks() {
    List<Segment> segments =
        placed(
                TWO,
                new Segment(
                    0.2, 5.2, "We study the music. Our chapter begins tomorrow.", List.of()))
            .segments();

    assertThat(segments).hasSize(2);
    assertThat(segments.get(1).text()).isEqualTo("Our chapter begins tomorrow.");
    assertThat(segments.get(1).startSeconds()).isBetween(27.9, 28.2);
    assertThat(segments.get(1).endSeconds()).isEqualTo(30.4, within(0.3));
  }

  @Test
  void dropsATailThatBeginsWhenTheSpeechHasEnded() {
    WordPlacement.Placed placed =
        placed(
            TWO,
            said(0.3, 2.5, "Today we study music."),
            said(2.9, 5.1, "Our next chapter begins tomorrow."),
            said(5.22, 6.4, "See you next week."));

    assertThat(placed.segments()).hasSize(2);
    assertThat(placed.dropped()).hasSize(1);
    assertThat(placed.dropped().get(0).reason()).isEqualTo(Dropped.Reason.OUTSIDE_SPEECH);
    assertThat(placed.dropped().get(0).text()).isEqualTo("See you next week.");
  }

  @Test
  void dropsInventedWordsWhateverTheirSegment() {
    SpeechRegions one = new SpeechRegions(List.of(new Interval(0.9, 3.4)), 10);
    List<Word> words = new ArrayList<>(said(0.3, 2.6, "Today we study music.").words());
    words.addAll(said(2.64, 3.2, "See you").words());

    WordPlacement.Placed placed = placed(one, new Segment(0.3, 3.2, "…", words));

    assertThat(placed.segments())
        .extracting(Segment::text)
        .containsExactly("Today we study music.");
    assertThat(placed.dropped()).extracting(Dropped::text).containsExactly("See you");
  }

  @Test
  void endsAWordThatSwallowedThePauseBehindIt() {
    SpeechRegions one = new SpeechRegions(List.of(new Interval(0.9, 3.4)), 40);
    List<Word> words = new ArrayList<>(said(0.3, 2.0, "Today we study").words());
    words.add(new Word("music.", 2.0, 29, 0.9));

    List<Segment> segments = placed(one, new Segment(0.3, 29, "…", words)).segments();

    assertThat(segments.get(0).text()).isEqualTo("Today we study music.");
    assertThat(segments.get(0).endSeconds()).isLessThanOrEqualTo(3.5);
  }

  @Test
  void losesNoWordOfSegmentsThatGoBackInTime() {
    SpeechRegions one = new SpeechRegions(List.of(new Interval(1, 11)), 12);
    List<Segment> segments =
        placed(
                one,
                said(0.4, 5, "one two three four five"),
                said(3, 6, "six seven eight nine ten"),
                said(2, 9, "eleven twelve thirteen fourteen fifteen"))
            .segments();

    List<Word> words = segments.stream().flatMap(s -> s.words().stream()).toList();
    assertThat(words).hasSize(15);
    for (int i = 1; i < words.size(); i++) {
      assertThat(words.get(i).startSeconds())
          .isGreaterThanOrEqualTo(words.get(i - 1).endSeconds() - 1e-9);
    }
  }

  @Test
  void putsEverySentenceInItsRegionWhateverTheLayoutAndTheOffsetsOfTheEngine() {
    Random random = new Random(42);
    for (int round = 0; round < 2000; round++) {
      List<Interval> speech = new ArrayList<>();
      double at = random.nextDouble() * 3;
      int count = 1 + random.nextInt(8);
      for (int i = 0; i < count; i++) {
        double length = 1.2 + random.nextDouble() * 4;
        speech.add(new Interval(at, at + length));
        at += length + 0.31 + random.nextDouble() * random.nextInt(29);
      }
      SpeechRegions regions = new SpeechRegions(speech, at + 5);
      ChunkPlan.Chunk chunk = chunk(regions);
      List<Segment> heard = new ArrayList<>();
      double clock = 0;
      int region = 0;
      for (Interval part : chunk.parts()) {
        for (; region < count && part.endSeconds() >= speech.get(region).endSeconds(); region++) {
          double from = speech.get(region).startSeconds() + 0.1 - part.startSeconds() + clock;
          double to = speech.get(region).endSeconds() - 0.1 - part.startSeconds() + clock;
          double off = random.nextDouble() * 0.8 - 0.4;
          String text = "a" + region + " b" + region + " c" + region + " d" + region;
          heard.add(said(Math.max(0, from + off), to + off, text));
        }
        clock += part.seconds();
      }

      WordPlacement.Placed placed = new WordPlacement(regions, chunk).of(heard);

      assertThat(placed.dropped()).as("round %d", round).isEmpty();
      assertThat(placed.segments()).as("round %d", round).hasSize(heard.size());
      double end = 0;
      for (int i = 0; i < heard.size(); i++) {
        Segment segment = placed.segments().get(i);
        Interval own = speech.get(i);
        assertThat(segment.text()).isEqualTo(heard.get(i).text());
        assertThat(segment.startSeconds())
            .as("round %d, start of %s in %s", round, segment, own)
            .isBetween(own.startSeconds() - 1e-9, own.startSeconds() + 0.21);
        assertThat(segment.endSeconds()).isLessThanOrEqualTo(own.endSeconds() + 0.1 + 1e-9);
        assertThat(segment.startSeconds()).isGreaterThanOrEqualTo(end - 1e-9);
        end = segment.endSeconds();
      }
    }
  }

  /**
   * A pause of a third of a second is no more than a tenth to a detector, whose ends are late. The
   * sentence behind it begins when it is detected nevertheless, not when the engine says.
   */
  @Test
  void beginsASentenceWithItsSoundAlsoAfterAShortPause() {
    Random random = new Random(43);
    for (int round = 0; round < 2000; round++) {
      StringBuilder log = new StringBuilder();
      List<double[]> sentences = new ArrayList<>();
      double at = 0.5 + random.nextDouble() * 3;
      int count = 2 + random.nextInt(7);
      for (int i = 0; i < count; i++) {
        double to = at + 1.2 + random.nextDouble() * 3;
        sentences.add(new double[] {at, to});
        log.append(String.format(Locale.ROOT, "VAD segment %d: start = %f, end = %f%n", i, at, to));
        at = to + 0.1 + random.nextDouble() * 0.5;
      }
      SpeechRegions regions = SpeechRegions.ofVad(log.toString().lines(), at + 2);
      ChunkPlan.Chunk chunk = chunk(regions);
      List<Segment> heard = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        double from = heardAt(chunk, sentences.get(i)[0]);
        double to = heardAt(chunk, sentences.get(i)[1]);
        double off = random.nextDouble() * 0.8 - 0.4;
        heard.add(
            said(
                Math.max(0, from + off),
                to + off,
                String.format(Locale.ROOT, "a%1$d b%1$d c%1$d d%1$d.", i)));
      }

      WordPlacement.Placed placed = new WordPlacement(regions, chunk).of(heard);

      assertThat(placed.dropped()).as("round %d", round).isEmpty();
      assertThat(placed.segments()).hasSize(count);
      for (int i = 0; i < count; i++) {
        assertThat(placed.segments().get(i).text()).isEqualTo(heard.get(i).text());
        assertThat(placed.segments().get(i).startSeconds())
            .as("round %d, sentence %d", round, i)
            .isEqualTo(sentences.get(i)[0], within(0.1));
      }
    }
  }

  private static double heardAt(ChunkPlan.Chunk chunk, double at) {
    double clock = 0;
    for (Interval part : chunk.parts()) {
      if (at <= part.endSeconds()) {
        return clock + at - part.startSeconds();
      }
      clock += part.seconds();
    }
    return clock;
  }

  @Test
  void losesNoWordThatAnEnginePutsIntoTheNextRegionBehindAShortPause() {
    SpeechRegions close = new SpeechRegions(List.of(new Interval(0.9, 3), new Interval(3, 5.5)), 8);
    List<Word> words = new ArrayList<>(said(0.3, 2.2, "Today we study").words());
    words.add(new Word("music.", 2.35, 2.6, 0.9));

    WordPlacement.Placed placed = placed(close, new Segment(0.3, 2.6, "…", words));

    assertThat(placed.dropped()).isEmpty();
    assertThat(placed.segments().get(0).text()).endsWith("music.");
  }

  /** With several short sentences in half a minute, an engine's times drift by most of a second. */
  @Test
  void beginsASentenceThatFillsItsRegionWithItHoweverFarTheEngineIsOff() {
    Random random = new Random(44);
    for (int round = 0; round < 2000; round++) {
      List<Interval> speech = new ArrayList<>();
      double at = 1;
      int count = 4 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        double length = 2.2 + random.nextDouble() * 2;
        speech.add(new Interval(at, at + length));
        at += length + random.nextDouble() * 0.4;
      }
      SpeechRegions regions = new SpeechRegions(speech, at + 5);
      ChunkPlan.Chunk chunk = chunk(regions);
      List<Segment> heard = new ArrayList<>();
      double drift = random.nextDouble() * 1.6 - 0.8;
      for (int i = 0; i < count; i++) {
        double from = heardAt(chunk, speech.get(i).startSeconds() + 0.1);
        double to = heardAt(chunk, speech.get(i).endSeconds() - 0.1);
        int letters = (int) Math.round((to - from) * 4);
        String text =
            String.format(Locale.ROOT, "a%1$d b%1$d c%1$d d%1$d", i) + "x".repeat(letters);
        double off = i == 0 ? 0 : drift;
        heard.add(said(Math.max(0, from + off), to + off, text));
      }

      WordPlacement.Placed placed = new WordPlacement(regions, chunk).of(heard);

      assertThat(placed.dropped()).as("round %d", round).isEmpty();
      assertThat(placed.segments()).as("round %d", round).hasSize(count);
      for (int i = 0; i < count; i++) {
        assertThat(placed.segments().get(i).text()).isEqualTo(heard.get(i).text());
        assertThat(placed.segments().get(i).startSeconds())
            .as("round %d, drift %.2f, sentence %d", round, drift, i)
            .isEqualTo(speech.get(i).startSeconds() + 0.1, within(0.2));
      }
    }
  }
}
