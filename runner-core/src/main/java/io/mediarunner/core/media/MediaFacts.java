package io.mediarunner.core.media;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The facts of a media file in one line for people; nothing that is private to the file. */
public final class MediaFacts {
  /** How people write the codecs that ffmpeg abbreviates. */
  private static final Map<String, String> CODECS =
      Map.ofEntries(
          Map.entry("h264", "H.264"),
          Map.entry("hevc", "H.265"),
          Map.entry("mpeg2video", "MPEG-2"),
          Map.entry("mpeg4", "MPEG-4 Visual"),
          Map.entry("mjpeg", "Motion JPEG"),
          Map.entry("prores", "ProRes"),
          Map.entry("theora", "Theora"),
          Map.entry("opus", "Opus"),
          Map.entry("vorbis", "Vorbis"));

  private MediaFacts() {}

  /** For instance {@code H.264 1920x1080, 25 fps, 12:03.5, AAC stereo fr}. */
  public static String of(MediaInfo info) {
    List<String> facts = new ArrayList<>();
    info.video().ifPresent(video -> video(facts, video));
    facts.add(clock(info.durationSeconds()));
    info.audio().forEach(track -> facts.add(audio(track)));
    if (info.audio().isEmpty()) {
      facts.add("no audio");
    }
    count(facts, info.subtitles().size(), "subtitle track");
    count(facts, info.chapters().size(), "chapter");
    info.coverIndex().ifPresent(index -> facts.add("cover art"));
    return String.join(", ", facts);
  }

  private static void video(List<String> facts, MediaInfo.Video video) {
    facts.add(codec(video.codec()) + " " + video.width() + "x" + video.height());
    if (video.displayWidth() != video.width() || video.displayHeight() != video.height()) {
      facts.add("shown as " + video.displayWidth() + "x" + video.displayHeight());
    }
    String rate = String.format(Locale.ROOT, "%.2f", video.average().value());
    facts.add(rate.replaceFirst("\\.?0+$", "") + " fps");
    if (video.interlaced()) {
      facts.add("interlaced");
    }
    if (video.colour().hdr()) {
      facts.add("HDR");
    }
  }

  private static String audio(MediaInfo.Audio track) {
    String channels =
        switch (track.channels()) {
          case 1 -> "mono";
          case 2 -> "stereo";
          default -> track.channels() + " channels";
        };
    String language = Languages.twoLetters(track.language());
    return codec(track.codec())
        + " "
        + channels
        + (language.equals(Languages.UNKNOWN) ? "" : " " + language);
  }

  private static String codec(String name) {
    return name.startsWith("pcm_")
        ? "PCM"
        : CODECS.getOrDefault(name, name.toUpperCase(Locale.ROOT));
  }

  private static void count(List<String> facts, int number, String what) {
    if (number > 0) {
      facts.add(number + " " + what + (number == 1 ? "" : "s"));
    }
  }

  /** For instance {@code 0:04.92}, {@code 12:03.5} or {@code 1:02:03}. */
  public static String clock(double seconds) {
    long hundredths = Math.round(Math.max(0, seconds) * 100);
    long minutes = hundredths / 6000;
    String whole = String.format(Locale.ROOT, "%02d", hundredths / 100 % 60);
    String part = String.format(Locale.ROOT, ".%02d", hundredths % 100).replaceFirst("0+$", "");
    String shown = whole + (part.equals(".") ? "" : part);
    return minutes >= 60
        ? String.format(Locale.ROOT, "%d:%02d:%s", minutes / 60, minutes % 60, shown)
        : minutes + ":" + shown;
  }
}
