package io.mediarunner.core.media.ffmpeg;

import io.mediarunner.core.media.Timeline;
import java.util.List;
import java.util.Locale;

/**
 * Joins a source whose own clock starts over, in a container where ffmpeg does not do it: later
 * parts would be dropped as too late. Syntax: https://ffmpeg.org/ffmpeg-filters.html#setpts
 */
public final class ClockFilter {
  private ClockFilter() {}

  /**
   * Comes first in a filter chain.
   *
   * @param a {@code a} for audio, empty text for video
   * @return a filter with a comma behind, or nothing where the clock runs on
   */
  public static String joining(String a, Timeline timeline) {
    List<Double> offsets = timeline.restarts();
    if (offsets.isEmpty()) {
      return "";
    }
    StringBuilder moved = new StringBuilder("0");
    for (int i = 0; i < offsets.size(); i++) {
      moved.append(String.format(Locale.ROOT, "+eq(ld(1),%d)*%.6f", i + 1, offsets.get(i)));
    }
    return String.format(
        Locale.ROOT,
        "%ssetpts='st(1,ld(1)+lt(T,PREV_INT-%.1f));PTS+(%s)/TB',",
        a,
        Timeline.BACK_SECONDS,
        moved);
  }
}
