package io.mediarunner.core.media;

import java.util.List;

/**
 * Frames per second as an exact fraction, so that {@code 30000/1001} stays exact.
 *
 * @param numerator above zero
 * @param denominator above zero
 */
public record FrameRate(int numerator, int denominator) {
  private static final List<FrameRate> COMMON =
      List.of(of(10), of(15), of(24), of(25), of(30), of(50), of(60));
  private static final double SLOWEST = 6;
  private static final double FASTEST = 60;
  private static final double TOLERANCE = 0.02;

  /** So that a moment that is a frame's, but for rounding, is that frame's. */
  private static final double ROUNDING_FRAMES = 1e-3;

  /**
   * @throws IllegalArgumentException if a component is not above zero
   */
  public FrameRate {
    if (numerator <= 0 || denominator <= 0) {
      throw new IllegalArgumentException(
          "frame rate: above zero, was " + numerator + "/" + denominator);
    }
  }

  public static FrameRate of(int perSecond) {
    return new FrameRate(perSecond, 1);
  }

  /**
   * The constant rate to encode at. A source whose average and nominal rates agree keeps its rate;
   * one with a variable rate gets the common rate closest to its average; a slide show gets at
   * least 10 fps, so that seeking works; anything above 60 becomes 60.
   *
   * @param average of the source; 0 where unknown
   * @param nominal the rate that the source's time stamps are built on
   */
  public static FrameRate forOutput(FrameRate average, FrameRate nominal) {
    double rate = average.value();
    if (rate < SLOWEST) {
      return of(10);
    }
    boolean constant = Math.abs(rate - nominal.value()) <= TOLERANCE * nominal.value();
    if (constant && rate <= FASTEST * (1 + TOLERANCE)) {
      return nominal;
    }
    FrameRate best = COMMON.get(0);
    for (FrameRate common : COMMON) {
      if (Math.abs(common.value() - rate) < Math.abs(best.value() - rate)) {
        best = common;
      }
    }
    return best;
  }

  /** Half of it if it is above 30: small renditions gain nothing from more. */
  public FrameRate atMost30() {
    boolean fast = value() > 30 * (1 + TOLERANCE);
    return fast ? new FrameRate(numerator, denominator * 2) : this;
  }

  /** Frames per second. */
  public double value() {
    return (double) numerator / denominator;
  }

  /** How many frames begin before a moment, given in seconds from the first one. */
  public long framesBefore(double seconds) {
    return (long) Math.ceil(seconds * value() - ROUNDING_FRAMES);
  }

  /** As ffmpeg writes and reads it. */
  @Override
  public String toString() {
    return denominator == 1 ? "" + numerator : numerator + "/" + denominator;
  }
}
