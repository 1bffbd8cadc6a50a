package io.mediarunner.core.encoding.packaging;

import io.mediarunner.core.media.WebVtt;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    int cues = 0;
    try (BufferedReader reader = Files.newBufferedReader(whole, StandardCharsets.UTF_8);
        Writer writer = Files.newBufferedWriter(to, StandardCharsets.UTF_8)) {
      writer.write(WebVtt.HEADER);
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Matcher times = TIMES.matcher(line);
        if (!times.matches()) {
          continue;
        }
        double from = Math.max(0, seconds(times.group(1)) - start);
        double until = Math.min(seconds, seconds(times.group(2)) - start);
        String text = text(reader);
        if (until - from >= SHORTEST_SECONDS && !text.isBlank()) {
          writer.write(WebVtt.time(from + shift) + " --> " + WebVtt.time(until + shift));
          writer.write(times.group(3) + "\n" + text + "\n");
          cues++;
        }
      }
    }
    return cues;
  }

  /** The lines of a cue, each with its end. */
  private static String text(BufferedReader reader) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = reader.readLine();
        line != null && !line.isBlank();
        line = reader.readLine()) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  private static double seconds(String time) {
    double seconds = 0;
    for (String part : time.split(":", -1)) {
      seconds = seconds * 60 + Double.parseDouble(part);
    }
    return seconds;
  }
}
