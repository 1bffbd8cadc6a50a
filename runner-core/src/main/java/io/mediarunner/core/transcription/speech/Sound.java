package io.mediarunner.core.transcription.speech;

/** How loud a recording is. */
@FunctionalInterface
public interface Sound {
  /** Length of a step, seconds. */
  double STEP = 0.05;

  /** Nothing is known about it. */
  Sound UNKNOWN = (from, to) -> new double[0];

  /**
   * The level of each {@link #STEP} between two moments in decibels, 0 being the loudest that the
   * format can hold; an empty array if that is not known.
   *
   * @throws java.io.UncheckedIOException if the recording cannot be read
   */
  double[] levels(double fromSeconds, double toSeconds);
}
