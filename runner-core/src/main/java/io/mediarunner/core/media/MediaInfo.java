package io.mediarunner.core.media;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The properties of a source that matter for encoding.
 *
 * @param durationSeconds the longest of its streams, exact; 0 where unknown
 * @param video the main video stream; cover art does not count
 * @param audio decodable audio tracks, in the file's order
 * @param undecodableAudio number of audio tracks that ffmpeg has no decoder for
 * @param coverIndex stream index of an attached picture
 * @param subtitles text tracks, in the file's order; bitmap subtitles are left out
 * @param chapters in order of time
 * @param codecs of all streams, ffmpeg's names
 * @param timeline when its streams have data
 */
public record MediaInfo(
    double durationSeconds,
    Optional<Video> video,
    List<Audio> audio,
    int undecodableAudio,
    Optional<Integer> coverIndex,
    List<Subtitle> subtitles,
    List<Chapter> chapters,
    List<String> codecs,
    Timeline timeline) {
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
    Objects.requireNonNull(timeline, "timeline");
  }

  /** Of a source whose streams all last as long as they say. */
  public MediaInfo(
      double durationSeconds,
      Optional<Video> video,
      List<Audio> audio,
      int undecodableAudio,
      Optional<Integer> coverIndex,
      List<Subtitle> subtitles,
      List<Chapter> chapters,
      List<String> codecs) {
    this(
        durationSeconds,
        video,
        audio,
        undecodableAudio,
        coverIndex,
        subtitles,
        chapters,
        codecs,
        Timeline.ofLength(durationSeconds));
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
   * @param interlaced whether it is interlaced
   * @param colour its colour properties
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

    /** The smaller side as seen: what people mean by "720p", also for portrait video. */
    public int shortSide() {
      return Math.min(displayWidth(), displayHeight());
    }

    /** Whether these frames can be scaled as they are: upright, and in the range of the outputs. */
    public boolean scalesOnHardware() {
      return rotation.equals(Rotation.NONE) && !colour.fullRange();
    }

    /** Width to height as seen, such as 1.778. */
    public double displayAspectRatio() {
      return (double) displayWidth() / Math.max(1, displayHeight());
    }

    private Video lasting(Timeline.Span span) {
      FrameRate believed = span.frameRate(average).isEmpty() ? average : measuredRate(span);
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
          believed,
          nominal,
          span.endSeconds() - span.startSeconds(),
          span.endSeconds(),
          interlaced,
          colour);
    }

    /** The nominal rate where the packets bear it out, else what they come to. */
    private FrameRate measuredRate(Timeline.Span span) {
      return span.frameRate(nominal).orElse(nominal);
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
          new Colour(colour.space(), "", colour.rgb(), colour.fullRange()));
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
   * @param language from the file, such as {@code fra}; empty text if unknown
   * @param title from the file; empty text if it has none
   * @param isDefault whether the file marks it as the default
   * @param endSeconds start plus duration, on the file's clock; 0 where unknown
   * @param layout of its channels, ffmpeg's name; empty text if unknown
   */
  public record Audio(
      int index,
      String codec,
      int channels,
      String language,
      String title,
      boolean isDefault,
      double endSeconds,
      String layout) {
    private static final int MOST_IN_A_LAYOUT = 8;

    /** With the usual layout of its number of channels. */
    public Audio(
        int index,
        String codec,
        int channels,
        String language,
        String title,
        boolean isDefault,
        double endSeconds) {
      this(index, codec, channels, language, title, isDefault, endSeconds, "");
    }

    /**
     * What has to come first in a filter chain so that the rest can make stereo or mono of it, with
     * a comma behind, where ffmpeg does not mix it down: of ambisonics the omnidirectional channel,
     * of channels that form no layout all of them.
     */
    public String mixable() {
      if (layout.startsWith("ambisonic")) {
        return "pan=stereo|c0=c0|c1=c0,";
      }
      boolean formless = layout.isEmpty() || layout.matches("\\d+ channels.*");
      return formless && channels > MOST_IN_A_LAYOUT
          ? "pan=stereo|c0=" + all() + "|c1=" + all() + ","
          : "";
    }

    /** Of equal power; unlike voices do not clip. */
    private String all() {
      String gain = String.format(Locale.ROOT, "%.3f", 1 / Math.sqrt(channels));
      return IntStream.range(0, channels)
          .mapToObj(i -> gain + "*c" + i)
          .collect(Collectors.joining("+"));
    }

    private Audio isDefault(boolean yes) {
      return new Audio(index, codec, channels, language, title, yes, endSeconds, layout);
    }

    private Audio endingAt(double seconds) {
      return new Audio(index, codec, channels, language, title, isDefault, seconds, layout);
    }
  }

  /**
   * A text track.
   *
   * @param index absolute stream index
   * @param language from the file, such as {@code fra}; empty text if unknown
   */
  public record Subtitle(int index, String language) {}

  /**
   * A named part of the source.
   *
   * @param startSeconds on the file's clock, which begins at 0
   * @param endSeconds after {@code startSeconds}
   * @param title may be empty
   */
  public record Chapter(double startSeconds, double endSeconds, String title) {}

  /** The track to use if only one is needed: the default one, else the first. */
  public Optional<Audio> mainAudio() {
    return audio.stream().filter(Audio::isDefault).findFirst().or(() -> audio.stream().findFirst());
  }

  /** The same with another main track. */
  public MediaInfo withMainAudio(Audio main) {
    return new MediaInfo(
        durationSeconds,
        video,
        audio.stream().map(track -> track.isDefault(track.index() == main.index())).toList(),
        undecodableAudio,
        coverIndex,
        subtitles,
        chapters,
        codecs,
        timeline);
  }

  /** The same, treated as SDR. */
  public MediaInfo withoutTransfer() {
    return new MediaInfo(
        durationSeconds,
        video.map(Video::withoutTransfer),
        audio,
        undecodableAudio,
        coverIndex,
        subtitles,
        chapters,
        codecs,
        timeline);
  }

  /** Without streams that were announced and have no packet, such as video of a muted camera. */
  public MediaInfo withoutEmptyStreams() {
    if (!timeline.measured()) {
      return this;
    }
    return new MediaInfo(
        durationSeconds,
        video.filter(v -> timeline.span(v.index()).isPresent()),
        audio.stream().filter(a -> timeline.span(a.index()).isPresent()).toList(),
        undecodableAudio,
        coverIndex,
        subtitles,
        chapters,
        codecs,
        timeline);
  }

  /** With the times that are known of its streams. */
  public MediaInfo on(Timeline known) {
    return new MediaInfo(
        known.seconds(),
        video.map(v -> known.span(v.index()).map(v::lasting).orElse(v)),
        audio.stream()
            .map(a -> known.span(a.index()).map(span -> a.endingAt(span.endSeconds())).orElse(a))
            .toList(),
        undecodableAudio,
        coverIndex,
        subtitles,
        chapters,
        codecs,
        known);
  }
}
