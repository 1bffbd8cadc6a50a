package io.mediarunner.core.transcription.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The names tr09 and so on are those of the test cases that were agreed on. */
class ChunkPlanTest {
  /** No pauses: the chunks overlap as in the reference. */
  private static final List<ChunkPlan.Chunk> ENDLESS =
      ChunkPlan.of(new SpeechRegions(List.of(new Interval(0, 605)), 605), 200);

  @Test
  void tr09KeepsEveryMomentOfSpeechWithoutPausesOnce() {
    assertThat(ENDLESS).hasSize(4);
    assertThat(ENDLESS.get(0).kept().startSeconds()).isZero();
    assertThat(ENDLESS.get(3).kept().endSeconds()).isEqualTo(605);
    for (int i = 1; i < ENDLESS.size(); i++) {
      ChunkPlan.Chunk before = ENDLESS.get(i - 1);
      ChunkPlan.Chunk chunk = ENDLESS.get(i);
      assertThat(chunk.kept().startSeconds()).isEqualTo(before.kept().endSeconds());
      assertThat(before.audio().endSeconds() - chunk.audio().startSeconds()).isEqualTo(5.0);
    }
  }

  @Test
  void tr10TakesAWordThatTwoPiecesHeardOnce() {
    double border = ENDLESS.get(1).kept().startSeconds();
    Segment bonjour =
        new Segment(
            border - 2,
            border + 2,
            "bonjour",
            List.of(new Word("bonjour", border - 2, border + 2, 0.9)));

    assertThat(kept(bonjour, ENDLESS.get(0))).isEmpty();
    assertThat(kept(bonjour, ENDLESS.get(1))).contains(bonjour);
  }

  @Test
  void shortensSilencesWithinAPiece() {
    SpeechRegions regions =
        new SpeechRegions(
            List.of(new Interval(4, 6), new Interval(6.2, 7), new Interval(20, 22)), 30);
    List<ChunkPlan.Chunk> chunks = ChunkPlan.of(regions, 300);

    assertThat(chunks).hasSize(1);
    ChunkPlan.Chunk chunk = chunks.get(0);
    assertThat(chunk.parts()).containsExactly(new Interval(3.8, 7.05), new Interval(19.95, 22.2));
    assertThat(chunk.seconds()).isEqualTo(5.5, within(1e-9));
    assertThat(ChunkPlan.chunk(regions, new Interval(8, 30)).parts())
        .containsExactly(new Interval(19.8, 22.2));
    assertThat(ChunkPlan.chunk(regions, new Interval(8, 12)).parts())
        .containsExactly(new Interval(8, 12));
  }

  private static Optional<Segment> kept(Segment segment, ChunkPlan.Chunk chunk) {
    return segment.within(chunk.kept().startSeconds(), chunk.kept().endSeconds());
  }

  @Test
  void tr09CutsInSilenceWithoutOverlapWhereThereIsOne() {
    List<ChunkPlan.Chunk> chunks =
        ChunkPlan.of(
            new SpeechRegions(List.of(new Interval(0, 290), new Interval(292, 605)), 605), 300);

    assertThat(chunks).extracting(ChunkPlan.Chunk::audio).doesNotHaveDuplicates().hasSize(2);
    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.kept()).isEqualTo(chunk.audio()));
    assertThat(chunks.get(0).audio().endSeconds())
        .isBetween(290.0, chunks.get(1).audio().startSeconds());
  }
}
