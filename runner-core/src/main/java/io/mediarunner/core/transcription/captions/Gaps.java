package io.mediarunner.core.transcription.captions;

import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds speech without subtitles. A long pause is not such a gap: many lectures have them. */
public final class Gaps {
  /** Shorter gaps are ignored. */
  public static final double LONG = 15;

  private static final double LEAST_SPEECH = 1.5;

  private Gaps() {}

  /**
   * The gaps between cues, after the last one and before the first, that last {@link #LONG} or more
   * and contain speech; those with the most speech first.
   */
  public static List<Interval> withSpeech(List<Cue> cues, SpeechRegions regions) {
    return between(cues, regions).stream()
        .filter(gap -> regions.speechWithin(gap.startSeconds(), gap.endSeconds()) >= LEAST_SPEECH)
        .sorted(
            Comparator.comparingDouble(
                gap -> -regions.speechWithin(gap.startSeconds(), gap.endSeconds())))
        .toList();
  }

  private static List<Interval> between(List<Cue> cues, SpeechRegions regions) {
    List<Interval> gaps = new ArrayList<>();
    double end = 0;
    for (Cue cue : cues) {
      add(gaps, end, cue.startMillis() / 1000.0);
      end = Math.max(end, cue.endMillis() / 1000.0);
    }
    add(gaps, end, regions.totalSeconds());
    return gaps;
  }

  /** The long gaps between two cues, with speech or not, in order of time. */
  public static List<Interval> internal(List<Cue> cues) {
    List<Interval> gaps = new ArrayList<>();
    for (int i = 1; i < cues.size(); i++) {
      add(gaps, cues.get(i - 1).endMillis() / 1000.0, cues.get(i).startMillis() / 1000.0);
    }
    return gaps;
  }

  private static void add(List<Interval> gaps, double from, double to) {
    if (to - from >= LONG) {
      gaps.add(new Interval(from, to));
    }
  }
}
