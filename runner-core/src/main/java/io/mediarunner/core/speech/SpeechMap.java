package io.mediarunner.core.speech;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where somebody may be speaking, and where there is silence for sure.
 *
 * @param speech in order of time, not touching
 * @param totalSeconds length of the recording
 */
public record SpeechMap(List<Interval> speech, double totalSeconds) {
  private static final Pattern SILENCE =
      Pattern.compile("silence_(start|end): (-?[0-9.]+(?:e[+-]?[0-9]+)?)");
  private static final double SHORTEST_SPEECH = 0.1;

  /**
   * A stretch of time.
   *
   * @param startSeconds 0 or more
   * @param endSeconds at or after {@code startSeconds}
   */
  public record Interval(double startSeconds, double endSeconds) {
    /** Its length. */
    public double seconds() {
      return endSeconds - startSeconds;
    }

    /** How much of it lies within another. */
    double shared(double from, double to) {
      return Math.max(0, Math.min(endSeconds, to) - Math.max(startSeconds, from));
    }
  }

  public SpeechMap {
    speech = List.copyOf(speech);
  }

  /**
   * From what ffmpeg's filter {@code silencedetect} says: lines with {@code silence_start} and
   * {@code silence_end}.
   *
   * @param totalSeconds length of the recording, above 0
   */
  public static SpeechMap ofSilences(String said, double totalSeconds) {
    List<Interval> speech = new ArrayList<>();
    double speaking = 0;
    Matcher line = SILENCE.matcher(said);
    while (line.find()) {
      double at = Math.min(totalSeconds, Math.max(0, Double.parseDouble(line.group(2))));
      if (line.group(1).equals("start")) {
        add(speech, speaking, at);
        speaking = totalSeconds;
      } else {
        speaking = at;
      }
    }
    add(speech, speaking, totalSeconds);
    return new SpeechMap(speech, totalSeconds);
  }

  private static void add(List<Interval> speech, double from, double to) {
    if (to - from >= SHORTEST_SPEECH) {
      speech.add(new Interval(from, to));
    }
  }

  /** Length of all speech. */
  public double speechSeconds() {
    return speech.stream().mapToDouble(Interval::seconds).sum();
  }

  /** How much speech there is between two moments, seconds. */
  public double speechWithin(double from, double to) {
    return speech.stream().mapToDouble(interval -> interval.shared(from, to)).sum();
  }
}
