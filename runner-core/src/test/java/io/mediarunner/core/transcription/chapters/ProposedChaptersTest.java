package io.mediarunner.core.transcription.chapters;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.transcription.chapters.ProposedChapters.Chapter;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ProposedChaptersTest {
  private static Segment said(double at, String text) {
    List<Word> words = new ArrayList<>();
    for (String word : text.split(" ")) {
      double start = at + words.size() * 0.5;
      words.add(new Word(word, start, start + 0.4, 0.9));
    }
    return Segment.of(words);
  }

  private static final List<Segment> LECTURE =
      List.of(
          said(0, "the plant needs light"),
          said(20, "water carries the sugar through water"),
          said(40, "the root holds the plant"));

  @Test
  void beginsChaptersAfterPausesWithWordsOfTheirOwn() {
    assertThat(ProposedChapters.of(LECTURE, List.of(), 60))
        .containsExactly(
            new Chapter(0, 20, "Needs, light"),
            new Chapter(20, 40, "Water, carries, sugar"),
            new Chapter(40, 60, "Root, holds"));
  }

  @Test
  void prefersPausesWithANewSlideWhereThereIsNoRoomForAll() {
    List<Segment> close = List.of(said(0, "first words"), said(12, "second"), said(20, "third"));

    assertThat(ProposedChapters.of(close, List.of(), 60))
        .extracting(Chapter::startSeconds)
        .containsExactly(0.0, 20.0);
    assertThat(
            ProposedChapters.of(
                List.of(said(0, "one two"), said(16, "three"), said(24, "four")),
                List.of(15.0),
                60))
        .extracting(Chapter::startSeconds)
        .containsExactly(0.0, 16.0);
  }

  @Test
  void takesANewSlideInTheMiddleOfSpeechAtTheNextWord() {
    Segment talk = said(0, "word ".repeat(120).strip());

    assertThat(ProposedChapters.of(List.of(talk), List.of(30.2), 60))
        .extracting(Chapter::startSeconds)
        .containsExactly(0.0, 30.5);
  }

  @Test
  void proposesNoneWhereNothingSeparates() {
    assertThat(ProposedChapters.of(List.of(said(0, "one two three")), List.of(), 60)).isEmpty();
    assertThat(ProposedChapters.of(List.of(), List.of(10.0), 60)).isEmpty();
    assertThat(ProposedChapters.vtt(List.of())).isEmpty();
  }

  @RepeatedTest(50)
  void chaptersCoverTheRecordingWithoutGaps(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<Segment> segments = new ArrayList<>();
    double at = 0;
    for (int i = 0; i < 100; i++) {
      segments.add(
          said(at, "w" + random.nextInt(1000) + "ord more w" + random.nextInt(9) + "ords"));
      at += 2 + random.nextDouble() * 15;
    }
    List<Double> scenes = random.doubles(20, 0, at).sorted().boxed().toList();

    List<Chapter> chapters = ProposedChapters.of(segments, scenes, at + 5);

    assertThat(chapters.size()).isBetween(2, 12);
    assertThat(chapters.get(0).startSeconds()).isZero();
    assertThat(chapters.get(chapters.size() - 1).endSeconds()).isEqualTo(at + 5);
    for (int i = 1; i < chapters.size(); i++) {
      assertThat(chapters.get(i).startSeconds()).isEqualTo(chapters.get(i - 1).endSeconds());
      assertThat(chapters.get(i).title()).isNotBlank();
    }
    assertThat(chapters).extracting(Chapter::title).doesNotHaveDuplicates();
  }
}
