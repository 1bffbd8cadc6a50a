package io.mediarunner.core.transcription.speech;

import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Deflater;

/**
 * Tells whether text that repeats was said so. Engines fall into loops, but people repeat
 * themselves, too: then the sound repeats. Regions, levels, compression ratio and probability are
 * weighed together. Pure.
 */
final class Repetition {
  /** Whisper's own limit for a loop. */
  static final double COMPRESSIBLE = 2.4;

  static final double WEAK = 0.45;

  /** Nobody speaks faster. */
  private static final double SECONDS_A_CHARACTER = 0.045;

  private static final double ALIKE = 0.3;
  private static final int MANY = 5;
  private static final int LAG_STEPS = 4;
  private static final int LEAST_STEPS = 4;

  private final SpeechRegions regions;
  private final Sound sound;

  Repetition(SpeechRegions regions, Sound sound) {
    this.regions = regions;
    this.sound = sound;
  }

  /**
   * Whether the same text was really said as often as it is written.
   *
   * @param times of each repetition, in order; at least two
   * @param text all of them
   * @param probability mean, NaN if unknown
   */
  boolean said(List<Interval> times, String text, double probability) {
    double seconds = times.get(times.size() - 1).endSeconds() - times.get(0).startSeconds();
    if (seconds < SECONDS_A_CHARACTER * text.length()) {
      return false;
    }
    if (inRegionsOfTheirOwn(times)) {
      return true;
    }
    double alike = likeness(times);
    boolean compressible = compression(text) > COMPRESSIBLE;
    boolean weak = probability < WEAK; // NaN is not
    if (Double.isNaN(alike)) {
      return !(compressible && weak);
    }
    return alike >= ALIKE || !(compressible || weak || times.size() >= MANY);
  }

  private boolean inRegionsOfTheirOwn(List<Interval> times) {
    for (int i = 1; i < times.size(); i++) {
      if (region(times.get(i)) == region(times.get(i - 1))) {
        return false;
      }
    }
    return true;
  }

  /** Number of the region that most of a time is in; -1 if none. */
  int region(Interval time) {
    int best = -1;
    double most = 0;
    for (int k = 0; k < regions.speech().size(); k++) {
      double shared = regions.speech().get(k).shared(time.startSeconds(), time.endSeconds());
      if (shared > most) {
        most = shared;
        best = k;
      }
    }
    return best;
  }

  /** Mean correlation of the levels of neighbours, -1 to 1; NaN if unknown. */
  private double likeness(List<Interval> times) {
    double sum = 0;
    for (int i = 1; i < times.size(); i++) {
      double likeness = likeness(times.get(i - 1), times.get(i));
      if (Double.isNaN(likeness)) {
        return Double.NaN;
      }
      sum += likeness;
    }
    return sum / (times.size() - 1);
  }

  /** At the best of several lags: the times of an engine are not exact. */
  private double likeness(Interval one, Interval other) {
    double seconds = Math.min(one.seconds(), other.seconds());
    double[] first = sound.levels(one.startSeconds(), one.startSeconds() + seconds);
    double margin = LAG_STEPS * Sound.STEP;
    double from = Math.max(0, other.startSeconds() - margin);
    double[] second = sound.levels(from, other.startSeconds() + seconds + margin);
    if (first.length < LEAST_STEPS || second.length < first.length) {
      return Double.NaN;
    }
    double best = -1;
    for (int lag = 0; lag + first.length <= second.length; lag++) {
      best = Math.max(best, correlation(first, second, lag));
    }
    return best;
  }

  /** Pearson's; 0 if one of them does not change. */
  static double correlation(double[] one, double[] other, int lag) {
    double meanOne = 0;
    double meanOther = 0;
    for (int i = 0; i < one.length; i++) {
      meanOne += one[i] / one.length;
      meanOther += other[i + lag] / one.length;
    }
    double both = 0;
    double squares = 0;
    double otherSquares = 0;
    for (int i = 0; i < one.length; i++) {
      double a = one[i] - meanOne;
      double b = other[i + lag] - meanOther;
      both += a * b;
      squares += a * a;
      otherSquares += b * b;
    }
    double scale = Math.sqrt(squares * otherSquares);
    return scale < 1e-9 ? 0 : both / scale;
  }

  /** Whether nobody could say a text in a time. */
  static boolean tooFast(String text, double seconds) {
    return seconds < SECONDS_A_CHARACTER * text.length();
  }

  /** Compression ratio, which Whisper itself uses to detect loops. */
  static double compression(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      return bytes.length / (double) deflater.deflate(new byte[bytes.length + 64]);
    } finally {
      deflater.end();
    }
  }
}
