package io.mediarunner.core.transcription.captions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.transcription.speech.Word;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingQualityTest {
  @Test
  void countsWhatFallsShort() {
    ReadingQuality reading =
        ReadingQuality.of(
            List.of(
                new Cue(0, 2000, List.of("x".repeat(42))),
                new Cue(2080, 4080, List.of("x".repeat(43))),
                new Cue(4100, 4900, List.of("Oui."))));

    assertThat(reading).isEqualTo(new ReadingQuality(1, 1, 1, 1, 21.5));
  }

  @Test
  void leavesAGapBetweenSentencesThatFollowEachOther() {
    List<Word> words = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String text = i % 8 == 7 ? "word." : "word";
      words.add(new Word(text, i * 0.4, (i + 1) * 0.4, 0.9));
    }

    ReadingQuality reading = ReadingQuality.of(new CueBuilder("en").build(words));

    assertThat(reading.tooClose()).isZero();
    assertThat(reading.tooFast()).isZero();
    assertThat(reading.tooWide()).isZero();
  }
}
