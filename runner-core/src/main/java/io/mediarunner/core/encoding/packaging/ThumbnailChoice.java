package io.mediarunner.core.encoding.packaging;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which moments of a video become thumbnails: near one quarter, half and three quarters, where
 * there is something to see. Slides fade in from black, lectures begin and end with it; the frame
 * at just the nominal moment may show nothing.
 */
public final class ThumbnailChoice {
  private static final int QUARTERS = 3;

  /** How far from its nominal moment a thumbnail may be, as a share of the length. */
  private static final double NEAR = 0.03;

  /** What counts as dark, and how much of a frame may be bright and it still be black. */
  private static final int DARK = 32;

  private static final double BLACK = 0.98;

  /** A frame this much worse than the best is as good, if it is nearer. */
  private static final double AS_GOOD = 0.15;

  private ThumbnailChoice() {}

  /**
   * A frame of the video.
   *
   * @param seconds where
   * @param dark share of its pixels that are dark, 0 to 1
   * @param contrast standard deviation of brightness, 0 to 127.5
   * @param change how much it differs from the more similar one of its neighbours, mean per pixel:
   *     a frame within a cross-fade differs from both
   */
  public record Frame(double seconds, double dark, double contrast, double change) {
    /** Of a small picture, one byte of brightness a pixel. */
    public static Frame of(double seconds, byte[] pixels, double change) {
      int dark = 0;
      double sum = 0;
      double squares = 0;
      for (byte pixel : pixels) {
        int value = pixel & 0xff;
        dark += value <= DARK ? 1 : 0;
        sum += value;
        squares += (double) value * value;
      }
      double mean = sum / pixels.length;
      double deviation = Math.sqrt(Math.max(0, squares / pixels.length - mean * mean));
      return new Frame(seconds, (double) dark / pixels.length, deviation, change);
    }

    private boolean black() {
      return dark >= BLACK;
    }

    private double score() {
      return contrast - 2 * change;
    }
  }

  /** How much two small pictures differ, mean per pixel. */
  public static double difference(byte[] one, byte[] other) {
    long sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xff) - (other[i] & 0xff));
    }
    return (double) sum / one.length;
  }

  /** The nominal moments. */
  public static List<Double> nominal(double length) {
    List<Double> moments = new ArrayList<>();
    for (int quarter = 1; quarter <= QUARTERS; quarter++) {
      moments.add(length * quarter / (QUARTERS + 1));
    }
    return moments;
  }

  /**
   * One moment for each nominal one, each that of a frame. As far away as need be only where all
   * that is near is black; then rather a picture of its own than one that is there already.
   *
   * @param frames in order of time, at least one
   * @param length of the video in seconds
   * @return in order of time
   */
  public static List<Double> of(List<Frame> frames, double length) {
    double near = length * NEAR;
    List<Double> chosen = new ArrayList<>();
    List<Double> dark = new ArrayList<>();
    for (double moment : nominal(length)) {
      List<Frame> around =
          frames.stream().filter(frame -> distance(frame, moment) <= near).toList();
      List<Frame> seen = around.stream().filter(Predicate.not(Frame::black)).toList();
      if (!seen.isEmpty()) {
        chosen.add(best(seen, moment));
      } else {
        dark.add(moment);
      }
    }
    List<Frame> seen = frames.stream().filter(Predicate.not(Frame::black)).toList();
    for (double moment : dark) {
      List<Frame> others =
          seen.stream()
              .filter(frame -> chosen.stream().allMatch(at -> distance(frame, at) > near))
              .toList();
      List<Frame> wanted = others.isEmpty() ? seen : others;
      chosen.add(
          wanted.isEmpty()
              ? nearest(frames, moment).seconds()
              : settled(wanted, nearest(wanted, moment), moment, near));
    }
    return chosen.stream().sorted().toList();
  }

  /** The first frame that is not black is still fading in; a little further on is better. */
  private static double settled(List<Frame> seen, Frame first, double moment, double near) {
    double away = distance(first, moment);
    List<Frame> behind =
        seen.stream()
            .filter(frame -> distance(frame, first.seconds()) <= near)
            .filter(frame -> distance(frame, moment) >= away)
            .toList();
    return best(behind, moment);
  }

  private static double best(List<Frame> frames, double moment) {
    double best = frames.stream().mapToDouble(Frame::score).max().orElseThrow();
    double enough = best - Math.max(1, AS_GOOD * Math.abs(best));
    return nearest(frames.stream().filter(frame -> frame.score() >= enough).toList(), moment)
        .seconds();
  }

  private static Frame nearest(List<Frame> frames, double moment) {
    return frames.stream()
        .min(Comparator.comparingDouble(frame -> distance(frame, moment)))
        .orElseThrow();
  }

  private static double distance(Frame frame, double moment) {
    return Math.abs(frame.seconds() - moment);
  }
}
