package io.mediarunner.core.transcription.speech;

import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * After a long silence, a detector of speech needs up to half a second of it to notice. The level
 * tells where it begins. Pure, except that it asks how the recording sounds.
 */
public final class SpeechOnsets {
  /** Seconds that a detector may be late. */
  private static final double LATEST = 0.8;

  /** Of silence before that, seconds: so much tells how loud silence is. */
  private static final double SILENCE = 2.0;

  private static final double LEAST_SILENCE = 0.5;
  private static final double BESIDE_SPEECH = 0.3;

  /** Seconds of speech that tell how loud it is. */
  private static final double SPEECH = 0.5;

  private static final double ABOVE_SILENCE_DB = 8;

  /** Breathing is quieter. */
  private static final double BELOW_SPEECH_DB = 20;

  /** Steps below the level within a word, such as before a plosive. */
  private static final int GAP_STEPS = 2;

  private SpeechOnsets() {}

  /** The regions, begun as soon as there is sound as loud as speech right before them. */
  public static SpeechRegions of(SpeechRegions detected, Sound sound) {
    List<Interval> speech = new ArrayList<>();
    double before = 0;
    for (Interval region : detected.speech()) {
      double start = region.startSeconds() + SpeechRegions.SOFT;
      double onset = onset(start, before, region.endSeconds(), sound);
      double from = Math.max(before, onset - SpeechRegions.SOFT);
      speech.add(new Interval(Math.min(region.startSeconds(), from), region.endSeconds()));
      before = region.endSeconds();
    }
    return new SpeechRegions(speech, detected.totalSeconds());
  }

  private static double onset(double start, double before, double end, Sound sound) {
    double earliest = start - LATEST;
    double silent = Math.max(before + BESIDE_SPEECH, earliest - SILENCE);
    if (earliest - silent < LEAST_SILENCE) {
      return start;
    }
    double[] silence = sound.levels(silent, earliest);
    double[] voice = sound.levels(start, Math.min(end, start + SPEECH));
    double[] levels = sound.levels(earliest, start);
    if (silence.length == 0 || voice.length == 0) {
      return start;
    }
    double least = Math.max(at(silence, 0.9) + ABOVE_SILENCE_DB, at(voice, 0.5) - BELOW_SPEECH_DB);
    double onset = start;
    int quiet = 0;
    for (int i = levels.length - 1; i >= 0 && quiet <= GAP_STEPS; i--) {
      if (levels[i] >= least) {
        onset = earliest + i * Sound.STEP;
        quiet = 0;
      } else {
        quiet++;
      }
    }
    return onset;
  }

  private static double at(double[] levels, double share) {
    double[] sorted = levels.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
  }
}
