package io.mediarunner.core.fleet;

/**
 * A run of intermediate segments that one machine encodes at once, in all renditions.
 *
 * @param number from 0, in the order of the video
 * @param fromSegment its first segment, from 0
 * @param toSegment the segment behind its last one, above {@code fromSegment}
 */
public record Piece(int number, int fromSegment, int toSegment) {
  /**
   * @throws IllegalArgumentException if it has no segment
   */
  public Piece {
    if (number < 0 || fromSegment < 0 || toSegment <= fromSegment) {
      throw new IllegalArgumentException(
          "piece " + number + ": from segment " + fromSegment + " to " + toSegment);
    }
  }

  /** How many segments it has. */
  public int segments() {
    return toSegment - fromSegment;
  }
}
