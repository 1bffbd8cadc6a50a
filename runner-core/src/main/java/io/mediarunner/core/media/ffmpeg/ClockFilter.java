package io.mediarunner.core.media.ffmpeg;

import io.mediarunner.core.media.Timeline;
import java.util.List;
import java.util.Locale;

/**
 * Joins a source whose own clock starts over or leaps, in a container where ffmpeg does not do it:
 * later parts would be dropped as too late, or come hours later. Syntax:
 * https://ffmpeg.org/ffmpeg-filters.html#setpts
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
    boolean leaps = false;
    double before = 0;
    for (int i = 0; i < offsets.size(); i++) {
      moved.append(String.format(Locale.ROOT, "+eq(ld(1),%d)*%.6f", i + 1, offsets.get(i)));
      leaps |= offsets.get(i) < before;
      before = offsets.get(i);
    }
    String leap =
        leaps ? String.format(Locale.ROOT, "+gt(T,PREV_INT+%.1f)", Timeline.LEAP_SECONDS) : "";
    return String.format(
        Locale.ROOT,
        "%ssetpts='st(1,ld(1)+lt(T,PREV_INT-%.1f)%s);PTS+(%s)/TB',",
        a,
        Timeline.BACK_SECONDS,
        leap,
        moved);
  }
}
