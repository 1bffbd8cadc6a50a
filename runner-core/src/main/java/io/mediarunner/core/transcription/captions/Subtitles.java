package io.mediarunner.core.transcription.captions;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Subtitle files from cues. */
public final class Subtitles {
  private Subtitles() {}

  /** WebVTT (W3C): a blank line after the first one, always with hours, markup escaped. */
  public static String vtt(List<Cue> cues) {
    StringBuilder text = new StringBuilder("WEBVTT\n");
    if (cues.isEmpty()) {
      text.append('\n');
    }
    for (Cue cue : cues) {
      text.append('\n')
          .append(time(cue.startMillis(), '.'))
          .append(" --> ")
          .append(time(cue.endMillis(), '.'))
          .append('\n')
          .append(cue.lines().stream().map(Subtitles::escaped).collect(Collectors.joining("\n")))
          .append('\n');
    }
    return text.toString();
  }

  /** SubRip, as it is commonly read: numbers from 1, comma before the milliseconds. */
  public static String srt(List<Cue> cues) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < cues.size(); i++) {
      Cue cue = cues.get(i);
      text.append(i == 0 ? "" : "\n")
          .append(i + 1)
          .append('\n')
          .append(time(cue.startMillis(), ','))
          .append(" --> ")
          .append(time(cue.endMillis(), ','))
          .append('\n')
          .append(String.join("\n", cue.lines()).replace("-->", "->"))
          .append('\n');
    }
    return text.toString();
  }

  private static String escaped(String line) {
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** From whole milliseconds, so that nothing rounds up to sixty seconds. */
  private static String time(long millis, char point) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d%c%03d",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1000 % 60,
        point,
        millis % 1000);
  }
}
