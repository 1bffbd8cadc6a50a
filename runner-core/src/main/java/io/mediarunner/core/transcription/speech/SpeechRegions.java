package io.mediarunner.core.transcription.speech;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where there may be speech, and where there is certainly silence.
 *
 * @param speech in order of time, not overlapping; between two that touch is a short pause
 * @param totalSeconds length of the recording
 */
public record SpeechRegions(List<Interval> speech, double totalSeconds) {
  private static final Pattern SILENCE =
      Pattern.compile("silence_(start|end): (-?[0-9.]+(?:e[+-]?[0-9]+)?)");
  private static final Pattern VAD_SEGMENT =
      Pattern.compile("VAD segment \\d+: start = ([0-9.]+), end = ([0-9.]+)");
  private static final double SHORTEST_SPEECH = 0.1;

  /** Words start and end softly: detectors and thresholds miss that. */
  static final double SOFT = 0.1;

  /**
   * A time range.
   *
   * @param startSeconds 0 or more
   * @param endSeconds at or after {@code startSeconds}
   */
  public record Interval(double startSeconds, double endSeconds) {
    /** Its length. */
    public double seconds() {
      return endSeconds - startSeconds;
    }

    /** Length of the overlap with another one. */
    double shared(double from, double to) {
      return Math.max(0, Math.min(endSeconds, to) - Math.max(startSeconds, from));
    }
  }

  public SpeechRegions {
    speech = List.copyOf(speech);
  }

  /**
   * From the output of ffmpeg's {@code silencedetect} filter: lines with {@code silence_start} and
   * {@code silence_end}.
   *
   * @param lines of the program's log, in their order
   * @param totalSeconds length of the recording, above 0
   */
  public static SpeechRegions ofSilences(Stream<String> lines, double totalSeconds) {
    List<Interval> loud = new ArrayList<>();
    double speaking = 0;
    Iterator<MatchResult> changes =
        lines.flatMap(line -> SILENCE.matcher(line).results()).iterator();
    while (changes.hasNext()) {
      MatchResult change = changes.next();
      double at = Math.min(totalSeconds, Math.max(0, Double.parseDouble(change.group(2))));
      if (change.group(1).equals("start")) {
        add(loud, speaking, at);
        speaking = totalSeconds;
      } else {
        speaking = at;
      }
    }
    add(loud, speaking, totalSeconds);
    return withSoftEnds(loud, totalSeconds);
  }

  /**
   * From the log of whisper.cpp's {@code whisper-vad-speech-segments}, in seconds. Some versions
   * print the results themselves in hundredths of a second, but never the log.
   *
   * @param lines of the program's log, in their order
   * @param totalSeconds length of the recording, above 0
   */
  public static SpeechRegions ofVad(Stream<String> lines, double totalSeconds) {
    List<Interval> found = new ArrayList<>();
    lines
        .flatMap(line -> VAD_SEGMENT.matcher(line).results())
        .forEach(
            segment -> {
              double to = Math.min(totalSeconds, Double.parseDouble(segment.group(2)));
              add(found, Double.parseDouble(segment.group(1)), to);
            });
    return withSoftEnds(found, totalSeconds);
  }

  /** Two with a short pause between them share it: what begins after it is known to the moment. */
  private static SpeechRegions withSoftEnds(List<Interval> found, double totalSeconds) {
    List<Interval> apart = new ArrayList<>();
    for (Interval interval : found) {
      Interval last = apart.isEmpty() ? null : apart.get(apart.size() - 1);
      if (last != null && interval.startSeconds() <= last.endSeconds()) {
        double end = Math.max(last.endSeconds(), interval.endSeconds());
        apart.set(apart.size() - 1, new Interval(last.startSeconds(), end));
      } else {
        apart.add(interval);
      }
    }
    List<Interval> speech = new ArrayList<>();
    for (int i = 0; i < apart.size(); i++) {
      double start = apart.get(i).startSeconds();
      double end = apart.get(i).endSeconds();
      double before = i == 0 ? 0 : (apart.get(i - 1).endSeconds() + start) / 2;
      double after =
          i + 1 == apart.size() ? totalSeconds : (end + apart.get(i + 1).startSeconds()) / 2;
      speech.add(new Interval(Math.max(before, start - SOFT), Math.min(after, end + SOFT)));
    }
    return new SpeechRegions(speech, totalSeconds);
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

  /** End of the last speech in seconds; 0 if there is none. */
  public double speechEnd() {
    return speech.isEmpty() ? 0 : speech.get(speech.size() - 1).endSeconds();
  }

  /** The speech between two moments. */
  public SpeechRegions between(double from, double to) {
    return new SpeechRegions(
        speech.stream()
            .filter(interval -> interval.shared(from, to) > 0)
            .map(
                interval ->
                    new Interval(
                        Math.max(from, interval.startSeconds()),
                        Math.min(to, interval.endSeconds())))
            .toList(),
        totalSeconds);
  }

  /** The regions without any of these words, which are at the times of the recording. */
  public SpeechRegions without(List<Word> words) {
    return new SpeechRegions(
        speech.stream()
            .filter(
                region ->
                    words.stream()
                        .noneMatch(w -> region.shared(w.startSeconds(), w.endSeconds()) > 0))
            .toList(),
        totalSeconds);
  }

  /** Amount of speech between two moments, in seconds. */
  public double speechWithin(double from, double to) {
    return speech.stream().mapToDouble(interval -> interval.shared(from, to)).sum();
  }
}
