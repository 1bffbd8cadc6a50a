package io.mediarunner.core.media.probe;

import io.mediarunner.core.media.Timeline.Gap;
import io.mediarunner.core.media.Timeline.Span;
import java.util.ArrayList;
import java.util.List;

/** Adds up when one stream has data, packet by packet; a few numbers, however long it is. */
final class StreamTimes {
  private static final double GAP_SECONDS = 0.5;
  private static final int MOST_GAPS = 1_000;

  /** Of a single frame that does not say how long it is. */
  private static final double FRAME_SECONDS = 0.04;

  private long packets;
  private double start = Double.MAX_VALUE;
  private double end = -Double.MAX_VALUE;
  private double lastKey = Double.NaN;
  private double keyframes;
  private double usual;
  private long leading;
  private final List<Gap> gaps = new ArrayList<>();

  /**
   * Takes one packet.
   *
   * @param at when it is shown, seconds
   * @param duration seconds; 0 where unknown
   */
  void add(double at, double duration, boolean key) {
    packets++;
    if (packets > 1 && at - end > GAP_SECONDS && gaps.size() < MOST_GAPS) {
      gaps.add(new Gap(end, at));
    }
    usual = duration > 0 ? duration : usual;
    start = Math.min(start, at);
    end = Math.max(end, at + usual);
    if (!key && Double.isNaN(lastKey)) {
      leading++;
    }
    if (key) {
      keyframes = Double.isNaN(lastKey) ? keyframes : Math.max(keyframes, at - lastKey);
      lastKey = at;
    }
  }

  boolean hasData() {
    return packets > 0;
  }

  double start() {
    return start;
  }

  /** Where the last packet ends, seconds. */
  double end() {
    return end > start ? end : start + FRAME_SECONDS;
  }

  /**
   * What is known.
   *
   * @param origin that the source's clock begins with, seconds
   */
  Span span(double origin) {
    double open = Double.isNaN(lastKey) ? end() - start : end() - lastKey;
    return new Span(
        Math.max(0, start - origin),
        end() - origin,
        Math.max(keyframes, open),
        packets,
        gaps.stream()
            .map(gap -> new Gap(gap.startSeconds() - origin, gap.endSeconds() - origin))
            .toList(),
        leading);
  }
}
