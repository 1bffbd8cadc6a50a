package io.mediarunner.core.transcription;

import io.mediarunner.core.media.MediaInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What is taken from a recording to be transcribed.
 *
 * @param track that it is in
 * @param filter ffmpeg's filters that take it from the track, with a comma behind; empty text for a
 *     mix of all channels
 * @param name for people
 */
record AudioSource(MediaInfo.Audio track, String filter, String name) {
  private static final int MOST_CHANNELS = 8;

  /**
   * @throws NullPointerException if a component is null
   */
  AudioSource {
    Objects.requireNonNull(track, "track");
    Objects.requireNonNull(filter, "filter");
    Objects.requireNonNull(name, "name");
  }

  /** All channels of a track together. */
  static AudioSource mixed(MediaInfo.Audio track) {
    return new AudioSource(
        track, track.mixable(), "audio track " + track.index() + language(track));
  }

  private static String language(MediaInfo.Audio track) {
    String language = track.language();
    return language.isEmpty() || language.equals("und") ? "" : " (" + language + ")";
  }

  /**
   * Where there may be speech although a mix of the first track has none: channels of opposite
   * phase cancel each other out, and there may be other tracks.
   *
   * @param tracks the one that was tried first
   */
  static List<AudioSource> others(List<MediaInfo.Audio> tracks) {
    List<AudioSource> others = new ArrayList<>();
    for (MediaInfo.Audio track : tracks) {
      if (!track.equals(tracks.get(0))) {
        others.add(mixed(track));
      }
      if (track.channels() == 2) {
        others.add(of(track, "pan=mono|c0=0.5*c0-0.5*c1,", "the difference of its channels"));
      }
      for (int i = 0; track.channels() > 1 && i < Math.min(MOST_CHANNELS, track.channels()); i++) {
        String pan = String.format(Locale.ROOT, "pan=mono|c0=c%d,", i);
        others.add(of(track, pan, "channel " + (i + 1)));
      }
    }
    return others;
  }

  /** Whether it is a mix of all channels. */
  boolean isWhole() {
    return filter.equals(track.mixable());
  }

  private static AudioSource of(MediaInfo.Audio track, String filter, String part) {
    return new AudioSource(
        track, filter, part + " of audio track " + track.index() + language(track));
  }
}
