package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.transcription.speech.ChunkTranscript;
import io.mediarunner.core.transcription.speech.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the output of ffmpeg's {@code whisper} filter. Its JSON is invalid, because the text is not
 * escaped; its SubRip numbers restart, and early versions write a dot before the milliseconds. Both
 * are therefore parsed by their unambiguous parts.
 */
public final class FilterOutput {
  private static final Pattern JSON_LINE =
      Pattern.compile("\\{\"start\":(-?\\d+),\"end\":(-?\\d+),\"text\":\"(.*)\"}", Pattern.DOTALL);
  private static final Pattern TIMES =
      Pattern.compile(
          "(\\d+):(\\d{2}):(\\d{2})[.,](\\d{3}) --> (\\d+):(\\d{2}):(\\d{2})[.,](\\d{3})\\s*");

  private FilterOutput() {}

  /**
   * Reads {@code format=json}: one object per line, times in milliseconds.
   *
   * @throws IllegalArgumentException if a line is not complete
   */
  public static ChunkTranscript json(String text) {
    List<Segment> segments = new ArrayList<>();
    for (String line : text.split("\\R(?=\\{\"start\":)")) {
      if (line.isBlank()) {
        continue;
      }
      Matcher entry = JSON_LINE.matcher(line.strip());
      if (!entry.matches()) {
        throw new IllegalArgumentException("ffmpeg's whisper filter returned no complete result");
      }
      add(
          segments,
          Long.parseLong(entry.group(1)) / 1000.0,
          Long.parseLong(entry.group(2)) / 1000.0,
          entry.group(3));
    }
    return new ChunkTranscript("", segments);
  }

  /**
   * Reads {@code format=srt}, in both variants.
   *
   * @throws IllegalArgumentException if a time is longer than any recording
   */
  public static ChunkTranscript srt(String text) {
    List<Segment> segments = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher times = TIMES.matcher(lines.get(i));
      if (!times.matches()) {
        continue;
      }
      StringBuilder toolLog = new StringBuilder();
      while (i + 1 < lines.size() && !lines.get(i + 1).isBlank()) {
        i++;
        toolLog.append(lines.get(i)).append(' ');
      }
      add(segments, seconds(times, 1), seconds(times, 5), toolLog.toString());
    }
    return new ChunkTranscript("", segments);
  }

  private static void add(List<Segment> segments, double from, double to, String text) {
    if (!text.isBlank()) {
      double start = Math.max(0, from);
      segments.add(new Segment(start, Math.max(start, to), text.strip(), List.of()));
    }
  }

  private static double seconds(Matcher times, int group) {
    return Integer.parseInt(times.group(group)) * 3600
        + Integer.parseInt(times.group(group + 1)) * 60
        + Integer.parseInt(times.group(group + 2))
        + Integer.parseInt(times.group(group + 3)) / 1000.0;
  }
}
