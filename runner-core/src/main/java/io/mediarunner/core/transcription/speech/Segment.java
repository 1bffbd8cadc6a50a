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
 * @param text as spoken, on one line, as {@link ScriptText#clean} leaves it
 * @param words in order, none of them blank; empty if the engine does not report words
 */
public record Segment(double startSeconds, double endSeconds, String text, List<Word> words) {
  private static final double FAR = 5;

  /**
   * @throws NullPointerException if a component is null
   */
  public Segment {
    text = ScriptText.clean(Objects.requireNonNull(text, "text"));
    words = words.stream().filter(word -> !word.text().isEmpty()).toList();
  }

  /**
   * Made of words, with their times and their text.
   *
   * @param words at least one
   */
  public static Segment of(List<Word> words) {
    return new Segment(
        words.get(0).startSeconds(),
        words.get(words.size() - 1).endSeconds(),
        ScriptText.joined(words.stream().map(Word::text).toList()),
        words);
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
    return left.isEmpty() ? Optional.empty() : Optional.of(of(left));
  }

  /**
   * Its words; if the engine reports none, they share its time in proportion to their lengths,
   * which is close to the truth for a phrase.
   */
  public List<Word> timedWords() {
    return words.isEmpty() ? estimatedWords(startSeconds, endSeconds) : words;
  }

  /** The words of its text, sharing a given time in proportion to their lengths. */
  List<Word> estimatedWords(double from, double to) {
    List<Word> estimated = new ArrayList<>();
    List<String> parts = ScriptText.words(text);
    double characters = parts.stream().mapToInt(part -> part.length() + 1).sum();
    double at = from;
    for (String part : parts) {
      double share = (to - from) * (part.length() + 1) / characters;
      estimated.add(new Word(part, at, at + share, Double.NaN));
      at += share;
    }
    return estimated;
  }

  /**
   * The same, with its time shared among its words if an engine has most of them at times far from
   * it, as some have at 0 or at the end of all time.
   */
  Segment withPlausibleWords() {
    long far =
        words.stream()
            .filter(w -> w.startSeconds() < startSeconds - FAR || w.endSeconds() > endSeconds + FAR)
            .count();
    if (far * 2 <= words.size() || endSeconds <= startSeconds) {
      return this;
    }
    double characters = words.stream().mapToInt(w -> w.text().length() + 1).sum();
    List<Word> timed = new ArrayList<>();
    double at = startSeconds;
    for (Word word : words) {
      double end = at + (endSeconds - startSeconds) * (word.text().length() + 1) / characters;
      timed.add(word.at(at, end));
      at = end;
    }
    return new Segment(startSeconds, endSeconds, text, timed);
  }

  /** Mean probability of its words; NaN if unknown. */
  public double probability() {
    return Word.meanProbability(words);
  }
}
