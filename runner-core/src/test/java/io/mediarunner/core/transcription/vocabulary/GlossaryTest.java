package io.mediarunner.core.transcription.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.Word;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlossaryTest {
  private static final double SURE = 0.95;
  private static final double UNSURE = 0.4;
  private static final String LECTURE =
      "today we study the history of music the teacher answers every question please open the book"
          + " at page ten and write your name here the water is cold in winter our university is in"
          + " the north bienvenue dans ce cours de science aujourd'hui nous parlons de la musique"
          + " il faut lire le texte avant la fin de la semaine the value of a vector is a number"
          + " la place du marché est grande le matin an isotope of carbon she took four years";

  private static Segment said(String text, double probability) {
    List<Word> words = new ArrayList<>();
    for (String word : text.split(" ")) {
      double at = words.size();
      words.add(new Word(word, at, at + 0.5, probability));
    }
    return Segment.of(words);
  }

  private static String text(Glossary.Result result) {
    return result.segments().stream().map(Segment::text).collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "Poincaré, poincare, Poincaré",
    "eigenvalue, 'eigen values,', 'eigenvalues,'",
    "Fourier, foorier., Fourier.",
    "eigenvalue, Eigen value, Eigenvalue",
    "Navier-Stokes, navier stokes, Navier-Stokes",
    "Karl Marx, carl marks, Karl Marx",
    "état, etat, état",
    "Fourier, foyer, foyer",
    "Ohm, home, home",
    "Fourier, today, today",
  })
  void findsTermsBySoundInWhatTheEngineIsUnsureOf(String term, String heard, String right) {
    assertThat(text(new Glossary(term).apply(List.of(said(heard, UNSURE))))).isEqualTo(right);
  }

  @Test
  void leavesWordsOfWhichTheEngineIsSureOrSaysNothing() {
    Glossary glossary = new Glossary("Fourier, eigenvalue");

    assertThat(glossary.apply(List.of(said("foorier", SURE))).corrected()).isEmpty();
    assertThat(glossary.apply(List.of(said("foorier", Double.NaN))).corrected()).isEmpty();
    assertThat(glossary.apply(List.of(said("foorier", UNSURE), said("foorier", SURE))).corrected())
        .as("it is a word of this recording")
        .isEmpty();
  }

  @Test
  void saysWhatItChangedAndKeepsTheTimes() {
    Glossary.Result result =
        new Glossary("Karl Marx").apply(List.of(said("said (carl marks) once", UNSURE)));

    assertThat(result.corrected()).containsExactly(new Corrected(1, "(carl marks)", "(Karl Marx)"));
    assertThat(result.segments().get(0).words())
        .extracting(Word::text)
        .containsExactly("said", "(Karl", "Marx)", "once");
    Word last = result.segments().get(0).words().get(2);
    assertThat(last.startSeconds()).isBetween(1.5, 2.0);
    assertThat(last.endSeconds()).isEqualTo(2.5);
  }

  /**
   * Half of the terms are heard right: recall rises by 30 points at least, nothing else changes.
   */
  @Test
  void raisesTheRecallOfTermsAndChangesNothingElse() throws Exception {
    List<String[]> rows =
        Files.readAllLines(Path.of("src/test/resources/speech/misheard-terms.tsv")).stream()
            .map(line -> line.split("\t"))
            .toList();
    Glossary glossary =
        new Glossary(rows.stream().map(row -> row[0]).collect(Collectors.joining(", ")));
    int found = 0;
    List<String> missed = new ArrayList<>();
    for (String[] row : rows) {
      String result = text(glossary.apply(List.of(said("about the", 0.5), said(row[1], UNSURE))));
      if (result.toLowerCase(Locale.ROOT).equals("about the " + row[0].toLowerCase(Locale.ROOT))) {
        found++;
      } else {
        missed.add(result);
      }
    }
    double before = 0.5;
    double after = 0.5 + 0.5 * found / rows.size();
    System.out.printf(
        Locale.ROOT, "terms: recall %.2f without, %.2f with; missed %s%n", before, after, missed);
    assertThat(after - before).isGreaterThanOrEqualTo(0.3);

    assertThat(glossary.apply(List.of(said(LECTURE, UNSURE))).corrected()).isEmpty();
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      List<Word> words = new ArrayList<>();
      for (String word : LECTURE.split(" ")) {
        words.add(new Word(word, words.size(), words.size() + 0.5, random.nextDouble()));
      }
      assertThat(glossary.apply(List.of(Segment.of(words))).corrected()).isEmpty();
    }
  }
}
