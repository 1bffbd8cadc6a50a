package io.mediarunner.core.transcription.captions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.transcription.speech.Word;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names tr22 and so on are those of the test cases that were agreed on. */
class SubtitlesTest {
  private static Word word(String text, double start, double end) {
    return new Word(text, start, end, 0.9);
  }

  private static List<Cue> cues(Word... words) {
    return new CueBuilder("en").build(List.of(words));
  }

  @Test
  void tr22EscapesMarkupAndRoundsWholeMilliseconds() {
    List<Cue> cues =
        List.of(new Cue(59_000, Math.round(59.9996 * 1000), List.of("a < b & c --> d")));

    assertThat(Subtitles.vtt(cues))
        .isEqualTo("WEBVTT\n\n00:00:59.000 --> 00:01:00.000\na &lt; b &amp; c --&gt; d\n");
    assertThat(Subtitles.srt(cues)).isEqualTo("1\n00:00:59,000 --> 00:01:00,000\na < b & c -> d\n");
  }

  @Test
  void tr07WritesAFileWithoutCuesToo() {
    assertThat(Subtitles.vtt(List.of())).isEqualTo("WEBVTT\n\n");
    assertThat(Subtitles.srt(List.of())).isEmpty();
  }

  @Test
  void tr11BreaksAtTheTimeOfAWordAndKeepsLinesShort() {
    String text =
        "quand même revenir en premier lieu sur les questions de la recherche, puisque l'Université";
    String[] words = text.split(" ");
    Word[] timed = new Word[words.length];
    for (int i = 0; i < words.length; i++) {
      timed[i] = word(words[i], 301.9 + i * 0.4, 302.2 + i * 0.4);
    }

    List<Cue> cues = cues(timed);

    assertThat(cues).hasSize(2);
    assertThat(cues).allSatisfy(cue -> assertThat(cue.lines()).hasSizeLessThanOrEqualTo(2));
    assertThat(cues)
        .flatMap(Cue::lines)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(40));
    assertThat(cues.get(0).lines().get(cues.get(0).lines().size() - 1)).endsWith("recherche,");
    assertThat(cues.get(1).startMillis()).isEqualTo(Math.round((301.9 + 12 * 0.4) * 1000));
  }

  @Test
  void tr12JoinsAnElisionThatTheEngineHasTakenApart() {
    assertThat(
            cues(
                word("si", 13, 13.3),
                word("on", 13.3, 13.6),
                word("s", 14, 14.48),
                word("'est", 14.48, 14.7),
                word("déjà", 14.7, 15),
                word("vus.", 15, 15.5)))
        .flatMap(Cue::lines)
        .containsExactly("si on s'est déjà vus.");
    assertThat(cues(word("s", 14, 14.48), word("'est", 14.78, 15)))
        .flatMap(Cue::lines)
        .containsExactly("s 'est");
  }

  @Test
  void tr13DropsATokenThatWasHeardTwice() {
    assertThat(
            cues(
                word("l'institution,", 1, 2),
                word("'institution,", 2, 2.4),
                word("on", 2.4, 2.6),
                word("propose", 2.6, 3)))
        .flatMap(Cue::lines)
        .containsExactly("l'institution, on propose");
  }

  @Test
  void tr14CutsAWordThatFitsNoLine() {
    assertThat(cues(word("x".repeat(95), 0, 5)))
        .flatMap(Cue::lines)
        .extracting(String::length)
        .containsExactly(40, 40, 15);
  }

  @Test
  void breaksAtSentencesAndPauses() {
    assertThat(cues(word("One.", 0, 1.2), word("Two", 1.3, 1.6), word("three", 3.6, 4)))
        .flatMap(Cue::lines)
        .containsExactly("One.", "Two", "three");
  }

  @Test
  void neverOverlapsAndProlongsIntoPauses() {
    List<Cue> cues = cues(word("Hi.", 0, 0.3), word("there", 5, 5.2), word("again", 6.5, 7));

    assertThat(cues.get(0).endMillis()).isEqualTo(800);
    for (int i = 1; i < cues.size(); i++) {
      assertThat(cues.get(i).startMillis()).isGreaterThanOrEqualTo(cues.get(i - 1).endMillis());
    }
  }

  @Test
  void balancesTwoLines() {
    assertThat(
            cues(
                    word("the professor answers every question of", 0, 2),
                    word("the", 2, 2.2),
                    word("students", 2.2, 2.6))
                .get(0)
                .lines())
        .containsExactly("the professor answers every question of", "the students");
  }

  @Test
  void breaksALongSentenceAtTheEndOfAClause() {
    String text =
        "the garden lies behind the old library near the river, where the students of the school"
            + " meet their teachers before the lectures begin";
    String[] words = text.split(" ");
    Word[] timed = new Word[words.length];
    for (int i = 0; i < words.length; i++) {
      timed[i] = word(words[i], i * 0.25, i * 0.25 + 0.2);
    }

    List<Cue> cues = cues(timed);

    assertThat(cues.get(0).lines().get(cues.get(0).lines().size() - 1)).endsWith("river,");
  }
}
