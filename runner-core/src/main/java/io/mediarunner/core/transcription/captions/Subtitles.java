package io.mediarunner.core.transcription.captions;

import io.mediarunner.core.media.WebVtt;
import java.util.List;
import java.util.stream.Collectors;

/** Subtitle files from cues. */
public final class Subtitles {
  private Subtitles() {}

  /** WebVTT (W3C): a blank line after the first one, always with hours, markup escaped. */
  public static String vtt(List<Cue> cues) {
    return cues.stream()
        .map(
            cue ->
                WebVtt.cue(
                    cue.startMillis(),
                    cue.endMillis(),
                    cue.lines().stream().map(WebVtt::escaped).toList()))
        .collect(Collectors.joining("\n", WebVtt.HEADER, ""));
  }

  /** SubRip, as it is commonly read: numbers from 1, comma before the milliseconds. */
  public static String srt(List<Cue> cues) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < cues.size(); i++) {
      Cue cue = cues.get(i);
      text.append(i == 0 ? "" : "\n")
          .append(i + 1)
          .append('\n')
          .append(time(cue.startMillis()))
          .append(" --> ")
          .append(time(cue.endMillis()))
          .append('\n')
          .append(String.join("\n", cue.lines()).replace("-->", "->"))
          .append('\n');
    }
    return text.toString();
  }

  private static String time(long millis) {
    return WebVtt.time(millis).replace('.', ',');
  }
}
