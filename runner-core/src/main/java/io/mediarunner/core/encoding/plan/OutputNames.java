package io.mediarunner.core.encoding.plan;

import io.mediarunner.core.media.BaseName;
import io.mediarunner.core.media.Languages;
import io.mediarunner.core.media.MediaInfo;
import java.util.Locale;

/**
 * Names of result files, all from one base.
 *
 * @param base 1 to 100 of {@code A-Z a-z 0-9 . _ -}, beginning and ending with a letter or digit
 * @param segments what the playlists name
 */
public record OutputNames(String base, HlsSegments segments) {
  /** Derives the base from the source's name: {@code t01 Été.mp4} becomes {@code t01_Ete}. */
  public static OutputNames of(String sourceName, HlsSegments segments) {
    return new OutputNames(BaseName.of(sourceName), segments);
  }

  public String playlist(Rendition rung) {
    return rung.name() + "_" + base + ".m3u8";
  }

  public String segments(Rendition rung) {
    return rung.name() + "_" + base + segments.extension();
  }

  public String mp4(Rendition rung) {
    return rung.name() + "_" + base + ".mp4";
  }

  /** The playlist of an audio track of its own. */
  public String playlist(EncodePlan.Track track) {
    return audio(track) + ".m3u8";
  }

  public String segments(EncodePlan.Track track) {
    return audio(track) + segments.extension();
  }

  private String audio(EncodePlan.Track track) {
    return String.format(Locale.ROOT, "audio_%s_%d_%s", track.language(), track.number(), base);
  }

  /**
   * A subtitle file.
   *
   * @param number of the track, from 0
   */
  public static String subtitles(MediaInfo.Subtitle track, int number) {
    return String.format(
        Locale.ROOT, "subtitle_%s_%d.vtt", Languages.twoLetters(track.language()), number);
  }

  public String mp3() {
    return "audio_192k_" + base + ".mp3";
  }

  public String m4a() {
    return "audio_192k_" + base + ".m4a";
  }

  public String thumbnail(int number) {
    return base + "_" + number + ".png";
  }
}
