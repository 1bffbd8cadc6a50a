package io.mediarunner.core.config;

import java.util.Objects;

/**
 * How studio videos are encoded unless the task says otherwise.
 *
 * @param crf constant rate factor of x264, 0 (best) to 51
 * @param preset x264 preset
 * @param audioBitrate bits per second as ffmpeg reads them, such as {@code 128k}
 * @param strictCut whether a task fails if its cutting list cannot be downloaded or read
 * @param mixAudio whether the audio of both recordings is mixed if both have some
 */
public record StudioConfig(
    int crf, String preset, String audioBitrate, boolean strictCut, boolean mixAudio) {
  /**
   * @throws NullPointerException if a text is null
   * @throws IllegalArgumentException if {@code crf} is out of range
   */
  public StudioConfig {
    Objects.requireNonNull(preset, "preset");
    Objects.requireNonNull(audioBitrate, "audioBitrate");
    if (crf < 0 || crf > 51) {
      throw new IllegalArgumentException("crf: within 0..51, was " + crf);
    }
  }
}
