package io.mediarunner.core.transcription.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class SpeechOnsetsTest {
  private static final SpeechRegions DETECTED =
      new SpeechRegions(List.of(new Interval(0.9, 3), new Interval(20.4, 22)), 25);

  private static Sound sound(DoubleUnaryOperator level) {
    return (from, to) -> {
      double[] levels = new double[(int) Math.round((to - from) / Sound.STEP)];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = level.applyAsDouble(from + (i + 0.5) * Sound.STEP);
      }
      return levels;
    };
  }

  private static double second(DoubleUnaryOperator level) {
    List<Interval> speech = SpeechOnsets.of(DETECTED, sound(level)).speech();
    assertThat(speech).hasSize(2);
    assertThat(speech.get(0)).isEqualTo(DETECTED.speech().get(0));
    assertThat(speech.get(1).endSeconds()).isEqualTo(22);
    return speech.get(1).startSeconds();
  }

  private static boolean said(double at, double from) {
    return (at > 1 && at < 2.9) || (at > from && at < 21.9);
  }

  @Test
  void beginsWithTheSoundThatTheDetectorNoticedLate() {
    assertThat(second(at -> said(at, 20.05) ? -20 : -50)).isEqualTo(19.95, within(0.06));
    assertThat(second(at -> said(at, 20.05) && !(at > 20.2 && at < 20.3) ? -20 : -50))
        .as("a plosive in the first word")
        .isEqualTo(19.95, within(0.06));
  }

  @Test
  void leavesWhatBeginsInTime() {
    assertThat(second(at -> said(at, 20.5) ? -20 : -50)).isEqualTo(20.4, within(0.06));
  }

  @Test
  void takesNeitherBreathNorNoiseForSpeech() {
    assertThat(second(at -> said(at, 20.5) ? -20 : at > 20 && at < 20.5 ? -44 : -60))
        .as("a breath")
        .isEqualTo(20.4, within(0.06));
    assertThat(second(at -> said(at, 20.5) ? -20 : -25)).as("loud noise").isEqualTo(20.4);
    assertThat(SpeechOnsets.of(DETECTED, Sound.UNKNOWN)).isEqualTo(DETECTED);
  }
}
