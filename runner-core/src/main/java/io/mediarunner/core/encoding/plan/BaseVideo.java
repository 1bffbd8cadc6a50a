package io.mediarunner.core.encoding.plan;

import java.util.Objects;

/**
 * How the joined video of a studio task is encoded, as a separate file.
 *
 * @param crf constant rate factor, 0 (best) to 51
 * @param preset x264's
 * @param audioBitrate as ffmpeg reads it, such as {@code 128k}
 * @param onHardware whether it uses the hardware encoder if the renditions do
 */
public record BaseVideo(int crf, String preset, String audioBitrate, boolean onHardware) {
  /** The joined video itself, before renditions, logo and credits. */
  public static final String NAME = "studio_base.mp4";

  /**
   * @throws NullPointerException if a component is null
   */
  public BaseVideo {
    Objects.requireNonNull(preset, "preset");
    Objects.requireNonNull(audioBitrate, "audioBitrate");
  }
}
