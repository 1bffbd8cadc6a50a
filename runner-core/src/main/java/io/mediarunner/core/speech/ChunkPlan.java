package io.mediarunner.core.speech;

import io.mediarunner.core.speech.SpeechMap.Interval;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a recording into pieces that are heard one by one: only in silence, so that no word is cut,
 * and without long silences, over which engines invent text.
 */
public final class ChunkPlan {
  /** A longer silence is left out altogether. */
  static final double LONG_SILENCE = 30;

  /** Sound kept on both sides of a piece. */
  public static final double PADDING = 0.2;

  private static final double SHORTEST_BREAK = 0.5;

  private ChunkPlan() {}

  /**
   * The pieces, in order of time, without overlap.
   *
   * @param targetSeconds about how long a piece should be, above 0; one may become longer where
   *     nobody draws breath
   */
  public static List<Interval> of(SpeechMap map, double targetSeconds) {
    List<Interval> chunks = new ArrayList<>();
    double start = -1;
    double end = -1;
    for (Interval speech : map.speech()) {
      double silence = speech.startSeconds() - end;
      boolean full = speech.endSeconds() - start > targetSeconds && silence >= SHORTEST_BREAK;
      if (start >= 0 && (full || silence > LONG_SILENCE)) {
        chunks.add(new Interval(start, end));
        start = -1;
      }
      if (start < 0) {
        start = speech.startSeconds();
      }
      end = speech.endSeconds();
    }
    if (start >= 0) {
      chunks.add(new Interval(start, end));
    }
    return padded(chunks, map.totalSeconds());
  }

  private static List<Interval> padded(List<Interval> chunks, double total) {
    List<Interval> padded = new ArrayList<>();
    for (Interval chunk : chunks) {
      padded.add(
          new Interval(
              Math.max(0, chunk.startSeconds() - PADDING),
              Math.min(total, chunk.endSeconds() + PADDING)));
    }
    return padded;
  }
}
