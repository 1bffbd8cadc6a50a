package io.mediarunner.core.media;

import java.text.Normalizer;

/**
 * Names of result files, all from one base.
 *
 * @param base 1 to 100 of {@code A-Z a-z 0-9 . _ -}, beginning and ending with a letter or digit
 * @param segments what the playlists name
 */
record OutputNames(String base, HlsSegments segments) {
  private static final int LONGEST = 100;

  /** Derives the base from the source's name: {@code t01 Été.mp4} becomes {@code t01_Ete}. */
  static OutputNames of(String sourceName, HlsSegments segments) {
    int dot = sourceName.lastIndexOf('.');
    String stem = dot > 0 ? sourceName.substring(0, dot) : sourceName;
    String ascii =
        Normalizer.normalize(stem, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}+", "")
            .replace("œ", "oe")
            .replace("Œ", "OE")
            .replace("æ", "ae")
            .replace("Æ", "AE")
            .replace("ß", "ss")
            .replace("ø", "o")
            .replace("Ø", "O")
            .replace("ł", "l")
            .replace("Ł", "L")
            .replace("đ", "d")
            .replace("Đ", "D")
            .replaceAll("[^A-Za-z0-9._-]+", "_");
    String cut = ascii.length() > LONGEST ? ascii.substring(0, LONGEST) : ascii;
    String base = cut.replaceAll("^[._-]+|[._-]+$", "");
    return new OutputNames(base.isEmpty() ? "video" : base, segments);
  }

  String playlist(Rendition rung) {
    return rung.name() + "_" + base + ".m3u8";
  }

  String segments(Rendition rung) {
    return rung.name() + "_" + base + segments.extension();
  }

  String mp4(Rendition rung) {
    return rung.name() + "_" + base + ".mp4";
  }

  /** The playlist of a sound track of its own. */
  String playlist(EncodePlan.Track track) {
    return audio(track) + ".m3u8";
  }

  String segments(EncodePlan.Track track) {
    return audio(track) + segments.extension();
  }

  private String audio(EncodePlan.Track track) {
    return "audio_%s_%d_%s".formatted(track.language(), track.number(), base);
  }

  /**
   * A subtitle file.
   *
   * @param number of the track, from 0
   */
  static String subtitles(MediaInfo.Subtitle track, int number) {
    return "subtitle_%s_%d.vtt".formatted(Languages.twoLetters(track.language()), number);
  }

  String mp3() {
    return "audio_192k_" + base + ".mp3";
  }

  String m4a() {
    return "audio_192k_" + base + ".m4a";
  }

  String thumbnail(int number) {
    return base + "_" + number + ".png";
  }
}
