package io.mediarunner.core.media;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a source is, as far as encoding it matters.
 *
 * @param durationSeconds the longest of its streams, exact; 0 where unknown
 * @param video the main video stream; pictures such as cover art are none
 * @param audio decodable audio tracks, in the file's order
 * @param undecodableAudio number of audio tracks that ffmpeg has no decoder for
 * @param coverIndex stream index of an attached picture
 * @param subtitles tracks of text, in the file's order; those made of pictures are left out
 * @param chapters in order of time
 * @param codecs of all streams, ffmpeg's names
 */
public record MediaInfo(
    double durationSeconds,
    Optional<Video> video,
    List<Audio> audio,
    int undecodableAudio,
    Optional<Integer> coverIndex,
    List<Subtitle> subtitles,
    List<Chapter> chapters,
    List<String> codecs) {
  /**
   * @throws NullPointerException if a component is null
   */
  public MediaInfo {
    Objects.requireNonNull(video, "video");
    audio = List.copyOf(audio);
    Objects.requireNonNull(coverIndex, "coverIndex");
    subtitles = List.copyOf(subtitles);
    chapters = List.copyOf(chapters);
    codecs = List.copyOf(codecs);
  }

  /**
   * A video stream.
   *
   * @param index absolute stream index
   * @param codec ffmpeg's name
   * @param profile codec profile; empty text where unknown
   * @param pixelFormat ffmpeg's name; empty text where unknown
   * @param width coded, pixels, before rotation
   * @param height coded, pixels, before rotation
   * @param sarNumerator sample (pixel) aspect ratio, above zero
   * @param sarDenominator above zero
   * @param rotation how a player turns it
   * @param average average frame rate
   * @param nominal rate that its time stamps are built on
   * @param durationSeconds of this track; 0 where unknown
   * @param endSeconds start plus duration, on the file's clock, which begins at 0
   * @param interlaced whether its pictures are fields woven together
   * @param colour how its numbers stand for colours
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
      Rotation rotation,
      FrameRate average,
      FrameRate nominal,
      double durationSeconds,
      double endSeconds,
      boolean interlaced,
      Colour colour) {
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

    /**
     * Whether graphics hardware can bring these pictures to a size as they are: upright, 4:2:0, and
     * of more than 8 bits only where hardware decoders have that.
     */
    public boolean scalesOnHardware() {
      boolean eight = pixelFormat.equals("yuv420p") || pixelFormat.equals("yuvj420p");
      boolean ten = pixelFormat.equals("yuv420p10le") && !codec.equals("h264");
      return rotation.equals(Rotation.NONE) && (eight || ten);
    }

    /** Width to height as seen, such as 1.778. */
    public double displayAspectRatio() {
      return (double) displayWidth() / Math.max(1, displayHeight());
    }

    private Video withoutTransfer() {
      return new Video(
          index,
          codec,
          profile,
          pixelFormat,
          width,
          height,
          sarNumerator,
          sarDenominator,
          rotation,
          average,
          nominal,
          durationSeconds,
          endSeconds,
          interlaced,
          new Colour(colour.space(), "", colour.rgb()));
    }

    private boolean sideways() {
      return rotation.sideways();
    }

    private int squareWidth() {
      return (int) Math.round((double) width * sarNumerator / sarDenominator);
    }
  }

  /**
   * An audio track.
   *
   * @param index absolute stream index
   * @param codec ffmpeg's name
   * @param channels number of channels
   * @param language as the file says, such as {@code fra}; empty text where it does not
   * @param title as the file says; empty text where it does not
   * @param isDefault whether the file marks it as the default
   * @param endSeconds start plus duration, on the file's clock; 0 where unknown
   */
  public record Audio(
      int index,
      String codec,
      int channels,
      String language,
      String title,
      boolean isDefault,
      double endSeconds) {}

  /**
   * A track of text.
   *
   * @param index absolute stream index
   * @param language as the file says, such as {@code fra}; empty text where it does not
   */
  public record Subtitle(int index, String language) {}

  /**
   * A part of the source with a name.
   *
   * @param startSeconds on the file's clock, which begins at 0
   * @param endSeconds after {@code startSeconds}
   * @param title perhaps empty
   */
  public record Chapter(double startSeconds, double endSeconds, String title) {}

  /** The track to use where one is needed: the default one, else the first. */
  public Optional<Audio> mainAudio() {
    return audio.stream().filter(Audio::isDefault).findFirst().or(() -> audio.stream().findFirst());
  }

  /** As if its curve were that of ordinary video. */
  public MediaInfo withoutTransfer() {
    return new MediaInfo(
        durationSeconds,
        video.map(Video::withoutTransfer),
        audio,
        undecodableAudio,
        coverIndex,
        subtitles,
        chapters,
        codecs);
  }

  public MediaInfo withDuration(double seconds) {
    return new MediaInfo(
        seconds, video, audio, undecodableAudio, coverIndex, subtitles, chapters, codecs);
  }
}
