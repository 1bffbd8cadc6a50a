package io.mediarunner.core.encoding.command;

import io.mediarunner.core.media.FrameRate;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where a run of a resumable encode begins, and where it ends if that is before the video's end.
 *
 * @param segment number of its first intermediate segment, from 0
 * @param frames how many frames of each stream come before it
 * @param ends the frame of each stream behind its last one, counted like {@code frames}; empty = it
 *     goes on to the end
 * @param skippedSeconds how much of the source is not even read
 */
public record ResumePoint(int segment, List<Long> frames, List<Long> ends, double skippedSeconds) {
  /** Length of an intermediate segment in seconds; the keyframe interval divides it. */
  public static final int SEGMENT_SECONDS = 60;

  /** The beginning of the encode. */
  public static final ResumePoint BEGINNING = new ResumePoint(0, List.of(), List.of(), 0);

  /**
   * @throws NullPointerException if a list is null
   */
  public ResumePoint {
    frames = List.copyOf(frames);
    ends = List.copyOf(ends);
  }

  /** A run to the end of the video. */
  public ResumePoint(int segment, List<Long> frames, double skippedSeconds) {
    this(segment, frames, List.of(), skippedSeconds);
  }

  /** The same point, reached by seeking in the source. */
  public ResumePoint skipping(double seconds) {
    return new ResumePoint(segment, frames, ends, seconds);
  }

  /** Whether it makes less than the whole video. */
  boolean partial() {
    return segment > 0 || !ends.isEmpty();
  }

  /** The frame of a stream behind the last one; empty = all that there are. */
  OptionalLong end(int stream) {
    return ends.isEmpty() ? OptionalLong.empty() : OptionalLong.of(ends.get(stream));
  }

  /**
   * The first frame of a stream that is shown at or after the beginning of a segment, counted from
   * the beginning of the video: the one that a keyframe is forced at.
   */
  public static long firstFrame(int segment, FrameRate rate) {
    return rate.framesBefore((double) segment * SEGMENT_SECONDS);
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
