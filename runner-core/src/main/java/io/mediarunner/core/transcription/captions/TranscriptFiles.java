package io.mediarunner.core.transcription.captions;

import io.mediarunner.core.transcription.speech.ScriptText;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.Word;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The transcript in other forms than subtitles: plain text, and words with their times. */
public final class TranscriptFiles {
  private static final double PARAGRAPH_PAUSE = 2.0;
  private static final int VERSION = 1;

  private TranscriptFiles() {}

  /** The spoken text, with a new paragraph after each longer pause. */
  public static String text(List<Segment> segments) {
    StringBuilder text = new StringBuilder();
    double end = 0;
    String last = "";
    for (Segment segment : segments) {
      if (!text.isEmpty()) {
        boolean paragraph = segment.startSeconds() - end >= PARAGRAPH_PAUSE;
        text.append(paragraph ? "\n\n" : ScriptText.between(last, segment.text()));
      }
      text.append(segment.text());
      last = segment.text();
      end = segment.endSeconds();
    }
    return text.isEmpty() ? "" : text.append('\n').toString();
  }

  /**
   * Everything known about each word, for search and correction. Times in seconds; {@code p} is a
   * probability, absent if the engine does not report it.
   *
   * @param durationSeconds of the recording
   * @return JSON to be written once: its segments are an iterator
   */
  public static Map<String, Object> words(
      String language, double durationSeconds, List<Segment> segments) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", VERSION);
    json.put("language", language.isEmpty() ? null : language);
    json.put("duration", rounded(durationSeconds));
    // Generated while it is written: hours of speech have many words.
    json.put("segments", segments.stream().map(TranscriptFiles::segment).iterator());
    return json;
  }

  private static Map<String, Object> segment(Segment segment) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("start", rounded(segment.startSeconds()));
    json.put("end", rounded(segment.endSeconds()));
    json.put("text", segment.text());
    if (!Double.isNaN(segment.probability())) {
      json.put("probability", rounded(segment.probability()));
    }
    json.put("words", segment.words().stream().map(TranscriptFiles::word).toList());
    return json;
  }

  private static Map<String, Object> word(Word word) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("t", word.text());
    json.put("s", rounded(word.startSeconds()));
    json.put("e", rounded(word.endSeconds()));
    if (!Double.isNaN(word.probability())) {
      json.put("p", rounded(word.probability()));
    }
    return json;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
