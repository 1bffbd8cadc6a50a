package io.mediarunner.core.media;

import java.util.Locale;

/** Parts of WebVTT files (W3C, WebVTT: The Web Video Text Tracks Format). */
public final class WebVtt {
  public static final String HEADER = "WEBVTT\n\n";

  private WebVtt() {}

  /**
   * One cue, with the blank line that ends it.
   *
   * @param text displayed text; markup is escaped, line breaks become spaces
   */
  public static String cue(double fromSeconds, double toSeconds, String text) {
    String safe =
        text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace("-->", "--&gt;")
            .replaceAll("\\s+", " ");
    return time(fromSeconds) + " --> " + time(toSeconds) + "\n" + safe + "\n\n";
  }

  /**
   * A time stamp.
   *
   * @param seconds 0 or more
   */
  public static String time(double seconds) {
    long ms = Math.round(seconds * 1000);
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d",
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1000 % 60,
        ms % 1000);
  }
}
