package io.mediarunner.core.encoding.packaging;

import io.mediarunner.core.encoding.plan.Cut;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.WebVtt;
import java.util.List;

/** The source's chapters as WebVTT, on the clock of the outputs. */
public final class ChapterFile {
  public static final String NAME = "chapters.vtt";

  private ChapterFile() {}

  /**
   * @return empty text if no chapter lies within the kept part
   */
  public static String of(List<MediaInfo.Chapter> chapters, EncodePlan plan) {
    StringBuilder text = new StringBuilder();
    double shift = plan.mainStart() - plan.cut().map(Cut::startSeconds).orElse(0.0);
    double first = plan.mainStart();
    double last = first + plan.mainSeconds();
    int number = 0;
    for (MediaInfo.Chapter chapter : chapters) {
      number++;
      double from = Math.max(first, chapter.startSeconds() + shift);
      double to = Math.min(last, chapter.endSeconds() + shift);
      if (to > from) {
        String title = chapter.title().isBlank() ? "Chapter " + number : chapter.title().strip();
        text.append(WebVtt.cue(from, to, title));
      }
    }
    return text.isEmpty() ? "" : WebVtt.HEADER + text;
  }
}
