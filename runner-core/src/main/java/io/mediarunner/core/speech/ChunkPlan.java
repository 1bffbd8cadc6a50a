package io.mediarunner.core.speech;

import io.mediarunner.core.speech.SpeechMap.Interval;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a recording into pieces that are heard one by one: in silence, so that no word is cut, and
 * without long silences, over which engines invent text. Where nobody draws breath for very long,
 * two pieces overlap and each word is taken from one of them.
 */
public final class ChunkPlan {
  /** A longer silence is left out altogether. */
  static final double LONG_SILENCE = 30;

  /** Sound kept on both sides of a piece. */
  public static final double PADDING = 0.2;

  private static final double SHORTEST_BREAK = 0.5;
  private static final double TOO_LONG = 2;
  private static final double OVERLAP = 2.5;

  private ChunkPlan() {}

  /**
   * A piece.
   *
   * @param sound what is given to the engine
   * @param kept the part of it whose words count; all of it but for overlaps
   */
  public record Piece(Interval sound, Interval kept) {}

  /**
   * The pieces, in order of time.
   *
   * @param targetSeconds about how long a piece should be, above 0; one may become twice as long
   */
  public static List<Piece> of(SpeechMap map, double targetSeconds) {
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
    List<Piece> pieces = new ArrayList<>();
    for (Interval chunk : chunks) {
      divide(
          pieces,
          Math.max(0, chunk.startSeconds() - PADDING),
          Math.min(map.totalSeconds(), chunk.endSeconds() + PADDING),
          targetSeconds);
    }
    return pieces;
  }

  private static void divide(List<Piece> pieces, double from, double to, double target) {
    int parts = to - from > TOO_LONG * target ? (int) Math.ceil((to - from) / target) : 1;
    double each = (to - from) / parts;
    double overlap = Math.min(OVERLAP, each / 4);
    for (int i = 0; i < parts; i++) {
      Interval kept = new Interval(from + i * each, i + 1 < parts ? from + (i + 1) * each : to);
      pieces.add(
          new Piece(
              new Interval(
                  i == 0 ? from : kept.startSeconds() - overlap,
                  i + 1 < parts ? kept.endSeconds() + overlap : to),
              kept));
    }
  }
}
