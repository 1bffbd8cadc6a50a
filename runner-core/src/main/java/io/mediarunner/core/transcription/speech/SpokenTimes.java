package io.mediarunner.core.transcription.speech;

import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Moves words out of silence. Engines let the last word before a pause last as long as the pause,
 * and the first one start with the recording; the speech regions are more accurate.
 */
public final class SpokenTimes {
  /** A shorter silence is a breath, or a closed consonant within a word. */
  private static final double BREATH = 0.5;

  private final List<Interval> stretches = new ArrayList<>();

  /**
   * @param regions where there is speech
   */
  public SpokenTimes(SpeechRegions regions) {
    for (Interval speech : Objects.requireNonNull(regions, "regions").speech()) {
      int last = stretches.size() - 1;
      if (last >= 0 && speech.startSeconds() - stretches.get(last).endSeconds() < BREATH) {
        stretches.set(last, new Interval(stretches.get(last).startSeconds(), speech.endSeconds()));
      } else {
        stretches.add(speech);
      }
    }
  }

  /**
   * The same text, with its words moved into speech. Words nowhere near speech stay where they are:
   * detectors make mistakes, too.
   */
  public Segment of(Segment segment) {
    List<Word> words = segment.words().isEmpty() ? spread(segment) : trimmed(segment.words());
    if (words.isEmpty()) {
      return segment;
    }
    double start = words.get(0).startSeconds();
    return new Segment(
        start, Math.max(start, words.get(words.size() - 1).endSeconds()), segment.text(), words);
  }

  private List<Word> trimmed(List<Word> words) {
    return words.stream().map(this::trimmed).toList();
  }

  /** Within the speech region that it overlaps most. */
  private Word trimmed(Word word) {
    return within(word.startSeconds(), word.endSeconds()).stream()
        .max(Comparator.comparingDouble(Interval::seconds))
        .map(
            spoken ->
                new Word(
                    word.text(), spoken.startSeconds(), spoken.endSeconds(), word.probability()))
        .orElse(word);
  }

  /** If the engine reports no words, they share the time in which there is speech. */
  private List<Word> spread(Segment segment) {
    List<Interval> spoken = within(segment.startSeconds(), segment.endSeconds());
    double all = spoken.stream().mapToDouble(Interval::seconds).sum();
    if (all <= 0) {
      return List.of();
    }
    // On a clock of speech only, then back to the recording's own time.
    Segment joined = new Segment(0, all, segment.text(), List.of());
    return joined.timedWords().stream()
        .map(
            word ->
                trimmed(
                    new Word(
                        word.text(),
                        recorded(spoken, word.startSeconds()),
                        recorded(spoken, word.endSeconds()),
                        word.probability())))
        .toList();
  }

  /** The moment of the recording after the given number of seconds of speech. */
  private static double recorded(List<Interval> spoken, double seconds) {
    double left = seconds;
    for (Interval stretch : spoken) {
      if (left <= stretch.seconds()) {
        return stretch.startSeconds() + left;
      }
      left -= stretch.seconds();
    }
    return spoken.get(spoken.size() - 1).endSeconds();
  }

  /** The parts of the regions between two moments. */
  private List<Interval> within(double from, double to) {
    return stretches.stream()
        .filter(stretch -> stretch.shared(from, to) > 0)
        .map(
            stretch ->
                new Interval(
                    Math.max(from, stretch.startSeconds()), Math.min(to, stretch.endSeconds())))
        .toList();
  }
}
