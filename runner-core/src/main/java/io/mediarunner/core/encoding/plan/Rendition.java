package io.mediarunner.core.encoding.plan;

import java.util.Objects;

/**
 * One rung of a {@link Ladder}: the frame size and bit rates that a source is encoded to.
 *
 * @param height of the rung, pixels, 1 to 8640; the short side of portrait video; names the rung
 * @param resolution as configured, {@code WIDTHxHEIGHT}: the platform looks the rung up by it
 * @param videoBps average video rate in bits per second, above zero
 * @param minBps lowest target video rate
 * @param maxBps highest video rate over the buffer
 * @param bufferBits size of the rate control's buffer
 * @param audioBps audio rate in bits per second, above zero
 * @param mp4 whether an MP4 is published in addition to HLS
 */
public record Rendition(
    int height,
    String resolution,
    long videoBps,
    long minBps,
    long maxBps,
    long bufferBits,
    long audioBps,
    boolean mp4) {
  /**
   * @throws NullPointerException if {@code resolution} is null
   * @throws IllegalArgumentException if a number is out of range; the message names it
   */
  public Rendition {
    Objects.requireNonNull(resolution, "resolution");
    if (height < 1 || height > 8640) {
      throw new IllegalArgumentException("height: within 1..8640, was " + height);
    }
    if (videoBps <= 0) {
      throw new IllegalArgumentException("videoBps: above zero, was " + videoBps);
    }
    if (audioBps <= 0) {
      throw new IllegalArgumentException("audioBps: above zero, was " + audioBps);
    }
  }

  /** The width of {@link #resolution}; 0 where that is no size. */
  int width() {
    String[] parts = resolution.split("x", 2);
    return parts[0].matches("[0-9]{1,5}") ? Integer.parseInt(parts[0]) : 0;
  }

  /** In file names and logs: {@code 720p}. */
  public String name() {
    return height + "p";
  }
}
