package io.mediarunner.core.encoding.command;

import java.util.List;

/**
 * Where a run of a resumable encode begins.
 *
 * @param segment number of its first intermediate segment, from 0
 * @param frames how many frames of each stream come before it
 * @param skippedSeconds how much of the source is not even read
 */
public record ResumePoint(int segment, List<Long> frames, int skippedSeconds) {
  /** Length of an intermediate segment in seconds; the keyframe interval divides it. */
  public static final int SEGMENT_SECONDS = 60;

  /** The beginning of the encode. */
  public static final ResumePoint BEGINNING = new ResumePoint(0, List.of(), 0);

  /**
   * @throws NullPointerException if {@code frames} is null
   */
  public ResumePoint {
    frames = List.copyOf(frames);
  }

  /** The same point, reached by seeking in the source. */
  public ResumePoint skipping(int seconds) {
    return new ResumePoint(segment, frames, seconds);
  }

  /** How many frames of a stream come before it. */
  public long frames(int stream) {
    return segment == 0 ? 0 : frames.get(stream);
  }

  /** Seconds before it. */
  public int seconds() {
    return segment * SEGMENT_SECONDS;
  }
}
