package io.mediarunner.core.fleet;

import io.mediarunner.core.encoding.command.ResumePoint;
import io.mediarunner.core.media.FrameRate;
import java.util.ArrayList;
import java.util.List;

/**
 * How a video is divided: on the grid of intermediate segments, which is a multiple of the keyframe
 * grid. Depends on the length alone, so that it is the same after every restart. Pure.
 *
 * @param seconds length of the video, above zero
 * @param pieces in order, without gap or overlap, at least one
 */
public record PiecePlan(double seconds, List<Piece> pieces) {
  /** Shorter videos are not divided: seeking, joining and waiting would eat the gain. */
  public static final int SHORTEST_SECONDS = 180;

  /** A remainder shorter than half a segment goes with the piece before it. */
  private static final double SHORTEST_LAST = ResumePoint.SEGMENT_SECONDS / 2.0;

  public PiecePlan {
    pieces = List.copyOf(pieces);
    if (pieces.isEmpty()) {
      throw new IllegalArgumentException("pieces: at least one");
    }
  }

  /**
   * Divides a video into pieces of one segment each; the last may be half a segment longer.
   *
   * @param seconds length of the video, above zero
   */
  public static PiecePlan of(double seconds) {
    int count =
        seconds < SHORTEST_SECONDS
            ? 1
            : (int)
                Math.max(
                    1, Math.floor((seconds - SHORTEST_LAST) / ResumePoint.SEGMENT_SECONDS) + 1);
    int segments = (int) Math.max(count, Math.ceil(seconds / ResumePoint.SEGMENT_SECONDS));
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pieces.add(new Piece(i, i, i == count - 1 ? segments : i + 1));
    }
    return new PiecePlan(seconds, pieces);
  }

  /** Whether there is anything to share. */
  public boolean divided() {
    return pieces.size() > 1;
  }

  /** Whether it is the piece that reaches the end of the video. */
  public boolean last(Piece piece) {
    return piece.number() == pieces.size() - 1;
  }

  /** The first frame of a piece, counted from the beginning of the video. */
  public static long firstFrame(Piece piece, FrameRate rate) {
    return ResumePoint.firstFrame(piece.fromSegment(), rate);
  }

  /** The frame behind the last one of a piece. */
  public long endFrame(Piece piece, FrameRate rate) {
    return last(piece)
        ? rate.framesBefore(seconds)
        : ResumePoint.firstFrame(piece.toSegment(), rate);
  }

  /** A piece's share of the whole video, above 0, at most 1. */
  public double share(Piece piece) {
    double from = (double) piece.fromSegment() * ResumePoint.SEGMENT_SECONDS;
    double to = last(piece) ? seconds : (double) piece.toSegment() * ResumePoint.SEGMENT_SECONDS;
    return (to - from) / seconds;
  }
}
