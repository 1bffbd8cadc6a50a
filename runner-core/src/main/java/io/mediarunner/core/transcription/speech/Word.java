package io.mediarunner.core.transcription.speech;

import java.util.List;
import java.util.Objects;

/**
 * A word with its time.
 *
 * @param text with its punctuation, on one line, as {@link ScriptText#clean} leaves it
 * @param startSeconds from the recording's beginning, 0 or more
 * @param endSeconds at or after {@code startSeconds}
 * @param probability that it is right, 0 to 1; NaN if the engine does not report it
 */
public record Word(String text, double startSeconds, double endSeconds, double probability) {
  /**
   * @throws NullPointerException if {@code text} is null
   */
  public Word {
    text = ScriptText.clean(Objects.requireNonNull(text, "text"));
  }

  /** Its length. */
  public double seconds() {
    return endSeconds - startSeconds;
  }

  /** The same word at another time. */
  public Word at(double start, double end) {
    return new Word(text, start, end, probability);
  }

  /** Mean probability of those words that have one; NaN if none has. */
  public static double meanProbability(List<Word> words) {
    return words.stream()
        .mapToDouble(Word::probability)
        .filter(probability -> !Double.isNaN(probability))
        .average()
        .orElse(Double.NaN);
  }
}
