package io.mediarunner.core.transcription.captions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapsTest {
  private static final List<Cue> CUES =
      List.of(new Cue(0, 5000, List.of("a")), new Cue(30_200, 34_000, List.of("b")));

  @Test
  void tr18CountsAPauseAndSuspectsItOnlyWhereSomebodySpeaks() {
    SpeechRegions pause = new SpeechRegions(List.of(new Interval(0, 5), new Interval(30, 34)), 34);
    SpeechRegions speech = new SpeechRegions(List.of(new Interval(0, 5), new Interval(10, 34)), 34);

    assertThat(Gaps.internal(CUES)).containsExactly(new Interval(5.0, 30.2));
    assertThat(Gaps.withSpeech(CUES, pause)).isEmpty();
    assertThat(Gaps.withSpeech(CUES, speech)).containsExactly(new Interval(5.0, 30.2));
  }

  @Test
  void tr17MissesAnEndOnlyWhereSomebodySpeaks() {
    List<Cue> cues = List.of(new Cue(0, 902_000, List.of("a")));
    SpeechRegions cutOff = new SpeechRegions(List.of(new Interval(0, 2100)), 2100);
    SpeechRegions silentEnd = new SpeechRegions(List.of(new Interval(0, 902)), 3600);

    assertThat(Gaps.withSpeech(cues, cutOff)).containsExactly(new Interval(902, 2100));
    assertThat(Gaps.withSpeech(cues, silentEnd)).isEmpty();
  }
}
