package io.mediarunner.core.media;

import java.util.List;
import java.util.Locale;

/**
 * Writes WebVTT files (W3C, WebVTT: The Web Video Text Tracks Format): {@link #HEADER}, then cues.
 */
public final class WebVtt {
  public static final String HEADER = "WEBVTT\n\n";

  private WebVtt() {}

  /**
   * A cue of one line, such as a chapter, with the blank line that ends it.
   *
   * @param text displayed text; markup is escaped, line breaks become spaces
   */
  public static String cue(double fromSeconds, double toSeconds, String text) {
    String safe =
        text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace("-->", "--&gt;")
            .replaceAll("\\s+", " ");
    return cue(Math.round(fromSeconds * 1000), Math.round(toSeconds * 1000), List.of(safe)) + "\n";
  }

  /**
   * A cue, without the blank line that belongs between two.
   *
   * @param lines as they are written: {@link #escaped} by the caller, none of them empty
   */
  public static String cue(long fromMillis, long toMillis, List<String> lines) {
    return times(fromMillis, toMillis) + "\n" + String.join("\n", lines) + "\n";
  }

  /** The first line of a cue, without its end: settings may follow. */
  public static String times(long fromMillis, long toMillis) {
    return time(fromMillis) + " --> " + time(toMillis);
  }

  /** A line of a cue without what would be markup. */
  public static String escaped(String line) {
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** {@code HH:MM:SS.mmm}, from whole milliseconds: nothing is rounded up to sixty seconds. */
  public static String time(long millis) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1000 % 60,
        millis % 1000);
  }
}
