package io.mediarunner.core.media.probe;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.Timeline;
import io.mediarunner.core.media.Timeline.Gap;
import io.mediarunner.core.media.Timeline.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where no stream of a source has anything. Hours of it are refused: one damaged time stamp says
 * so, and an encoder would fill the time with still pictures and silence.
 */
final class EmptyStretch {
  private static final double LONGEST_SECONDS = 3_600;

  private EmptyStretch() {}

  /**
   * @throws TaskFailedException {@code SOURCE_DAMAGED}, with the place and the length
   */
  static void check(Timeline timeline) throws TaskFailedException {
    for (Gap gap : of(timeline, LONGEST_SECONDS)) {
      throw new TaskFailedException(
          FailureCode.SOURCE_DAMAGED,
          String.format(
              Locale.ROOT,
              "The source is damaged: after %.1f s, it has neither video nor audio for %.1f"
                  + " hours.",
              gap.startSeconds(),
              seconds(gap) / 3_600));
    }
  }

  /**
   * Where no stream has anything.
   *
   * @param longerThan seconds
   * @return in order of time; empty where nothing is known of the streams
   */
  static List<Gap> of(Timeline timeline, double longerThan) {
    if (timeline.spans().isEmpty()) {
      return List.of();
    }
    List<Gap> common = List.of(new Gap(0, timeline.seconds()));
    for (Span span : timeline.spans().values()) {
      common = both(common, empty(span, timeline.seconds()), longerThan);
    }
    return common;
  }

  private static double seconds(Gap gap) {
    return gap.endSeconds() - gap.startSeconds();
  }

  /** Where a stream has no data, within the whole. */
  private static List<Gap> empty(Span span, double end) {
    List<Gap> empty = new ArrayList<>();
    empty.add(new Gap(0, span.startSeconds()));
    empty.addAll(span.gaps());
    empty.add(new Gap(span.endSeconds(), end));
    return empty;
  }

  /** Where two lists overlap by long. */
  private static List<Gap> both(List<Gap> some, List<Gap> others, double longerThan) {
    List<Gap> both = new ArrayList<>();
    for (Gap one : some) {
      for (Gap other : others) {
        Gap overlap =
            new Gap(
                Math.max(one.startSeconds(), other.startSeconds()),
                Math.min(one.endSeconds(), other.endSeconds()));
        if (seconds(overlap) > longerThan) {
          both.add(overlap);
        }
      }
    }
    return both;
  }
}
