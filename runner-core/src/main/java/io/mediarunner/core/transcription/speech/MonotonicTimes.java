package io.mediarunner.core.transcription.speech;

import java.util.ArrayList;
import java.util.List;

/**
 * Repairs the times of words that go back or coincide: every word keeps its place in the text and
 * gets a time of its own, as near to the engine's as possible. No word is lost. Pure.
 */
final class MonotonicTimes {
  /** Nobody speaks faster. */
  private static final double SECONDS_A_CHARACTER = 0.04;

  private MonotonicTimes() {}

  /**
   * The same words, in the same order, starting one after the other and not overlapping.
   *
   * @param words of one region, in the order of the text
   * @param from none starts earlier, seconds
   * @param to none ends later, seconds; after {@code from}
   */
  static List<Word> of(List<Word> words, double from, double to) {
    double[] starts = increasing(words, from, to);
    for (int i = 1; i < starts.length; i++) {
      starts[i] = Math.max(starts[i], starts[i - 1] + least(words.get(i - 1)));
    }
    double limit = to;
    for (int i = starts.length - 1; i >= 0; i--) {
      starts[i] = Math.min(starts[i], limit - least(words.get(i)));
      limit = starts[i];
    }
    if (limit < from) {
      return shared(words, from, to);
    }
    List<Word> timed = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      Word word = words.get(i);
      double next = i + 1 < starts.length ? starts[i + 1] : to;
      double end = Math.max(word.endSeconds(), starts[i] + least(word));
      timed.add(word.at(starts[i], Math.min(next, end)));
    }
    return timed;
  }

  /** More words than there is time for. */
  private static List<Word> shared(List<Word> words, double from, double to) {
    double all = words.stream().mapToDouble(MonotonicTimes::least).sum();
    List<Word> timed = new ArrayList<>();
    double at = from;
    for (Word word : words) {
      double end = Math.min(to, at + (to - from) * least(word) / all);
      timed.add(word.at(at, end));
      at = end;
    }
    return timed;
  }

  private static double least(Word word) {
    return SECONDS_A_CHARACTER * (word.text().length() + 1);
  }

  /**
   * Isotonic regression of the starts by pooling adjacent violators (Ayer et al., 1955): the
   * nearest order of least squares.
   */
  private static double[] increasing(List<Word> words, double from, double to) {
    double[] means = new double[words.size()];
    int[] counts = new int[words.size()];
    int blocks = 0;
    for (Word word : words) {
      means[blocks] = Math.min(to, Math.max(from, word.startSeconds()));
      counts[blocks] = 1;
      blocks++;
      while (blocks > 1 && means[blocks - 2] > means[blocks - 1]) {
        int both = counts[blocks - 2] + counts[blocks - 1];
        means[blocks - 2] =
            (means[blocks - 2] * counts[blocks - 2] + means[blocks - 1] * counts[blocks - 1])
                / both;
        counts[blocks - 2] = both;
        blocks--;
      }
    }
    double[] starts = new double[words.size()];
    int next = 0;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < counts[block]; i++) {
        starts[next++] = means[block];
      }
    }
    return starts;
  }
}
