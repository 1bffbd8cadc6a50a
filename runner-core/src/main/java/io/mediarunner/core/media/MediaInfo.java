package io.mediarunner.core.media;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a source is, as far as encoding it matters.
 *
 * @param durationSeconds the longest of its streams, exact; 0 where unknown
 * @param video the main picture track; pictures such as cover art are none
 * @param audio decodable sound tracks, in the file's order
 * @param undecodableAudio number of sound tracks that ffmpeg has no decoder for
 * @param coverIndex stream index of an attached picture
 */
public record MediaInfo(
    double durationSeconds,
    Optional<Video> video,
    List<Audio> audio,
    int undecodableAudio,
    Optional<Integer> coverIndex) {
  /**
   * @throws NullPointerException if a component is null
   */
  public MediaInfo {
    Objects.requireNonNull(video, "video");
    audio = List.copyOf(audio);
    Objects.requireNonNull(coverIndex, "coverIndex");
  }

  /**
   * A picture track.
   *
   * @param index absolute stream index
   * @param codec ffmpeg's name
   * @param profile codec profile; empty text where unknown
   * @param pixelFormat ffmpeg's name; empty text where unknown
   * @param width coded, pixels, before rotation
   * @param height coded, pixels, before rotation
   * @param sarNumerator sample (pixel) aspect ratio, above zero
   * @param sarDenominator above zero
   * @param rotation degrees by which a player turns it, a multiple of 90 within 0..270
   * @param average average frame rate
   * @param nominal rate that its time stamps are built on
   * @param durationSeconds of this track; 0 where unknown
   * @param endSeconds start plus duration, on the file's clock, which begins at 0
   * @param interlaced whether its pictures are fields woven together
   */
  public record Video(
      int index,
      String codec,
      String profile,
      String pixelFormat,
      int width,
      int height,
      int sarNumerator,
      int sarDenominator,
      int rotation,
      FrameRate average,
      FrameRate nominal,
      double durationSeconds,
      double endSeconds,
      boolean interlaced) {
    /** Width as seen, in square pixels, upright. */
    public int displayWidth() {
      return sideways() ? height : squareWidth();
    }

    /** Height as seen, upright. */
    public int displayHeight() {
      return sideways() ? squareWidth() : height;
    }

    /** The smaller side as seen: what people mean by "720p", also of portrait pictures. */
    public int shortSide() {
      return Math.min(displayWidth(), displayHeight());
    }

    private boolean sideways() {
      return rotation % 180 != 0;
    }

    private int squareWidth() {
      return (int) Math.round((double) width * sarNumerator / sarDenominator);
    }
  }

  /**
   * A sound track.
   *
   * @param index absolute stream index
   * @param codec ffmpeg's name
   * @param channels number of channels
   * @param language as the file says, such as {@code fra}; empty text where it does not
   * @param isDefault whether the file marks it as the default
   * @param endSeconds start plus duration, on the file's clock; 0 where unknown
   */
  public record Audio(
      int index,
      String codec,
      int channels,
      String language,
      boolean isDefault,
      double endSeconds) {}

  /** The track to use where one is needed: the default one, else the first. */
  public Optional<Audio> mainAudio() {
    return audio.stream().filter(Audio::isDefault).findFirst().or(() -> audio.stream().findFirst());
  }

  MediaInfo withDuration(double seconds) {
    return new MediaInfo(seconds, video, audio, undecodableAudio, coverIndex);
  }
}
