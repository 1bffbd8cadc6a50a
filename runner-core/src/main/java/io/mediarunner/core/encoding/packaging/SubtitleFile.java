package io.mediarunner.core.encoding.packaging;

import io.mediarunner.core.media.WebVtt;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.Lines;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text track of the source as WebVTT, cut and moved to where its part lies in the outputs. Cues
 * keep their text and settings; what lies outside the part goes, what reaches over its edges is
 * clipped. One cue at a time, whatever the length of the track.
 */
public final class SubtitleFile {
  private static final Pattern TIMES =
      Pattern.compile(
          "((?:\\d{2,}:)?\\d{2}:\\d{2}\\.\\d{3})[ \\t]+-->[ \\t]+"
              + "((?:\\d{2,}:)?\\d{2}:\\d{2}\\.\\d{3})(.*)");

  /** A shorter rest of a cue cannot be read. */
  private static final double SHORTEST_SECONDS = 0.05;

  private SubtitleFile() {}

  /**
   * Writes the part that is kept.
   *
   * @param whole WebVTT as ffmpeg wrote it, on the source's clock
   * @param start of the part in the source, seconds
   * @param seconds length of the part
   * @param shift where the part begins in the outputs, seconds
   * @return how many cues there are
   */
  public static int cut(Path whole, Path to, double start, double seconds, double shift)
      throws IOException {
    try (Writer writer = Files.newBufferedWriter(to, StandardCharsets.UTF_8)) {
      return Lines.read(whole, lines -> cut(lines.iterator(), writer, start, seconds, shift));
    }
  }

  private static int cut(
      Iterator<String> lines, Writer writer, double start, double seconds, double shift)
      throws IOException {
    int cues = 0;
    writer.write(WebVtt.HEADER);
    while (lines.hasNext()) {
      Matcher times = TIMES.matcher(lines.next());
      if (!times.matches()) {
        continue;
      }
      double from = Math.max(0, seconds(times.group(1)) - start);
      double until = Math.min(seconds, seconds(times.group(2)) - start);
      String text = text(lines);
      if (until - from >= SHORTEST_SECONDS && !text.isBlank()) {
        writer.write(time(from + shift) + " --> " + time(until + shift));
        writer.write(times.group(3) + "\n" + text + "\n");
        cues++;
      }
    }
    return cues;
  }

  /** The lines of a cue, each with its end; of a text that is no cue's the rest is passed over. */
  private static String text(Iterator<String> lines) {
    StringBuilder text = new StringBuilder();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.isBlank()) {
        break;
      }
      if (text.length() < Limits.LINE) {
        text.append(line).append('\n');
      }
    }
    return text.toString();
  }

  private static long millis(double seconds) {
    return Math.round(seconds * 1000);
  }

  /** As ffmpeg writes it: without hours in the first one. */
  private static String time(double seconds) {
    String time = WebVtt.time(millis(seconds));
    return time.startsWith("00:") ? time.substring(3) : time;
  }

  private static double seconds(String time) {
    double seconds = 0;
    for (String part : time.split(":", -1)) {
      seconds = seconds * 60 + Double.parseDouble(part);
    }
    return seconds;
  }
}
