package io.mediarunner.core.transcription.speech;

import java.nio.ShortBuffer;

/** Levels from samples. Pure. */
public final class SoundLevels {
  private static final double SILENT = -100;

  private SoundLevels() {}

  /**
   * The level of each step: root mean square around the mean, in decibels of full scale.
   *
   * @param samples 16 bit
   * @param step in samples, above 0; an incomplete last step is left out
   */
  public static double[] of(ShortBuffer samples, int step) {
    double[] levels = new double[samples.remaining() / step];
    for (int i = 0; i < levels.length; i++) {
      double sum = 0;
      double squares = 0;
      for (int k = 0; k < step; k++) {
        double sample = samples.get() / 32768.0;
        sum += sample;
        squares += sample * sample;
      }
      double variance = squares / step - (sum / step) * (sum / step);
      levels[i] = variance <= 0 ? SILENT : Math.max(SILENT, 10 * Math.log10(variance));
    }
    return levels;
  }
}
