package io.mediarunner.core.transcription.speech;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an engine transcribed in one go: a phrase, roughly.
 *
 * @param startSeconds from the recording's beginning, 0 or more
 * @param endSeconds at or after {@code startSeconds}
 * @param text as spoken, without surrounding spaces
 * @param words in order; empty if the engine does not report words
 */
public record Segment(double startSeconds, double endSeconds, String text, List<Word> words) {
  /**
   * @throws NullPointerException if a component is null
   */
  public Segment {
    Objects.requireNonNull(text, "text");
    words = List.copyOf(words);
  }

  /**
   * The part that starts before a given moment; empty if that is less than half: then that part,
   * cut off in the middle of a sentence, was not speech either.
   */
  public Optional<Segment> before(double seconds) {
    List<Word> left = words.stream().filter(word -> word.startSeconds() < seconds).toList();
    if (startSeconds >= seconds || left.size() * 2 < words.size()) {
      return Optional.empty();
    }
    String toolLog =
        left.size() == words.size()
            ? text
            : String.join(" ", left.stream().map(Word::text).toList());
    return Optional.of(new Segment(startSeconds, endSeconds, toolLog, left));
  }

  /**
   * The part within a time range, word by word: each word belongs where its middle is. Empty if
   * none does.
   */
  public Optional<Segment> within(double from, double to) {
    List<Word> timed = timedWords();
    List<Word> left =
        timed.stream()
            .filter(
                word -> {
                  double middle = (word.startSeconds() + word.endSeconds()) / 2;
                  return middle >= from && middle < to;
                })
            .toList();
    if (left.size() == timed.size()) {
      return Optional.of(this);
    }
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Segment(
                Math.max(from, startSeconds),
                Math.min(to, endSeconds),
                String.join(" ", left.stream().map(Word::text).toList()),
                left));
  }

  /**
   * Its words; if the engine reports none, they share its time in proportion to their lengths,
   * which is close to the truth for a phrase.
   */
  public List<Word> timedWords() {
    if (!words.isEmpty()) {
      return words;
    }
    List<Word> estimated = new ArrayList<>();
    String[] parts = text.strip().split("\\s+");
    double characters = 0;
    for (String part : parts) {
      characters += part.length() + 1;
    }
    double at = startSeconds;
    for (String part : parts) {
      double share = (endSeconds - startSeconds) * (part.length() + 1) / characters;
      if (!part.isEmpty()) {
        estimated.add(new Word(part, at, at + share, Double.NaN));
      }
      at += share;
    }
    return estimated;
  }

  /** Mean probability of its words; NaN if unknown. */
  public double probability() {
    return words.stream().mapToDouble(Word::probability).average().orElse(Double.NaN);
  }
}
