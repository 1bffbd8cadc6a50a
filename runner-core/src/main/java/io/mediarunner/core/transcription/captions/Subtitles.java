package io.mediarunner.core.transcription.captions;

import io.mediarunner.core.media.WebVtt;
import io.mediarunner.core.transcription.speech.LanguagePart;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Subtitle files from cues. */
public final class Subtitles {
  private Subtitles() {}

  /** WebVTT (W3C): a blank line after the first one, always with hours, markup escaped. */
  public static String vtt(List<Cue> cues) {
    return vtt(cues, List.of());
  }

  /**
   * The same with a note about the languages, if there are several.
   *
   * @param parts in order of time
   */
  public static String vtt(List<Cue> cues, List<LanguagePart> parts) {
    String note =
        parts.size() < 2
            ? ""
            : parts.stream()
                .map(Subtitles::part)
                .collect(Collectors.joining("\n", "NOTE Languages\n", "\n\n"));
    return cues.stream()
        .filter(cue -> !cue.lines().isEmpty())
        .map(
            cue ->
                WebVtt.cue(
                    cue.startMillis(),
                    cue.endMillis(),
                    cue.lines().stream().map(WebVtt::escaped).toList()))
        .collect(Collectors.joining("\n", WebVtt.HEADER + note, ""));
  }

  /** A note must not contain an arrow. */
  private static String part(LanguagePart part) {
    return String.format(
        Locale.ROOT,
        "%s from %s to %s",
        part.language(),
        WebVtt.time(Math.round(part.time().startSeconds() * 1000)),
        WebVtt.time(Math.round(part.time().endSeconds() * 1000)));
  }

  /** SubRip, as it is commonly read: numbers from 1, comma before the milliseconds. */
  public static String srt(List<Cue> cues) {
    StringBuilder text = new StringBuilder();
    List<Cue> shown = cues.stream().filter(cue -> !cue.lines().isEmpty()).toList();
    for (int i = 0; i < shown.size(); i++) {
      Cue cue = shown.get(i);
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
