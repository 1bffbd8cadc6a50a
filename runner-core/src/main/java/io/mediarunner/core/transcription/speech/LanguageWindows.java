package io.mediarunner.core.transcription.speech;

import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which language is spoken when, from guesses about windows spread over the whole recording. Pure.
 */
public final class LanguageWindows {
  /** A language with a smaller share is taken for a mistake. */
  static final double LEAST_SHARE = 0.15;

  /** Engines listen to this much at once; of a short recording they get less, to hear changes. */
  private static final double LONGEST_WINDOW = 30;

  private static final double SHORTEST_WINDOW = 4;
  private static final int LEAST_WINDOWS = 4;

  /** Evenly spread, so many miss no stretch of {@link #LEAST_SHARE}. */
  private static final int SAMPLES = 7;

  private static final double SURE = 0.5;
  private static final double SHORTEST_PIECE = 1.2;

  /** What a change of language costs, in seconds of a sure guess for the other one. */
  private static final double CHANGE = 1.5;

  private LanguageWindows() {}

  /**
   * A guess.
   *
   * @param time of the window
   * @param seconds of speech in it
   * @param language a code; empty text if unknown
   * @param probability 0 to 1
   */
  public record Guess(Interval time, double seconds, String language, double probability) {
    boolean sure() {
      return !language.isEmpty() && probability >= SURE;
    }
  }

  /** Windows of at most half a minute with all speech, divided at pauses where there are any. */
  public static List<Interval> of(SpeechRegions regions) {
    double window =
        Math.min(
            LONGEST_WINDOW, Math.max(SHORTEST_WINDOW, regions.speechSeconds() / LEAST_WINDOWS));
    List<Interval> windows = new ArrayList<>();
    double start = -1;
    double end = -1;
    for (Interval speech : regions.speech()) {
      if (start >= 0 && speech.endSeconds() - start > window) {
        windows.add(new Interval(start, end));
        start = -1;
      }
      if (start < 0 && speech.seconds() > window) {
        int parts = (int) Math.ceil(speech.seconds() / window);
        double each = speech.seconds() / parts;
        for (int i = 0; i < parts; i++) {
          double from = speech.startSeconds() + i * each;
          windows.add(new Interval(from, from + each));
        }
        continue;
      }
      start = start < 0 ? speech.startSeconds() : start;
      end = speech.endSeconds();
    }
    if (start >= 0) {
      windows.add(new Interval(start, end));
    }
    return windows;
  }

  /** Numbers of the windows to begin with: all of a few, else evenly spread ones. */
  public static Set<Integer> samples(int windows) {
    Set<Integer> samples = new TreeSet<>();
    int count = Math.min(SAMPLES, windows);
    for (int i = 0; i < count; i++) {
      samples.add(count == 1 ? 0 : (int) Math.round(i * (windows - 1.0) / (count - 1)));
    }
    return samples;
  }

  /** Numbers of windows that lie between two with different languages. */
  public static Set<Integer> between(Map<Integer, Guess> known) {
    Set<Integer> middles = new TreeSet<>();
    int last = -1;
    String language = "";
    for (Map.Entry<Integer, Guess> guess : new TreeMap<>(known).entrySet()) {
      int number = guess.getKey();
      if (last >= 0 && number - last > 1 && !language.equals(guess.getValue().language())) {
        middles.add((last + number) / 2);
      }
      last = number;
      language = guess.getValue().language();
    }
    return middles;
  }

  /** A guess for every window: that of the last known one where none was made. */
  public static List<Guess> filled(
      List<Interval> windows, Map<Integer, Guess> known, SpeechRegions regions) {
    List<Guess> filled = new ArrayList<>();
    Guess last = null;
    for (int i = 0; i < windows.size(); i++) {
      Guess own = known.get(i);
      last = own != null ? own : last;
      Interval time = windows.get(i);
      double seconds = regions.speechWithin(time.startSeconds(), time.endSeconds());
      filled.add(
          last == null
              ? new Guess(time, seconds, "", 0)
              : new Guess(time, seconds, last.language(), last.probability()));
    }
    return filled;
  }

  /** How much of the speech is in which language, 0 to 1; guesses that are sure, if any is. */
  public static Map<String, Double> shares(List<Guess> guesses) {
    boolean anySure = guesses.stream().anyMatch(Guess::sure);
    Map<String, Double> shares = new LinkedHashMap<>();
    for (Guess guess : guesses) {
      if (!guess.language().isEmpty() && (guess.sure() || !anySure)) {
        shares.merge(guess.language(), guess.seconds(), Double::sum);
      }
    }
    double all = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    shares.replaceAll((language, seconds) -> seconds / Math.max(1e-9, all));
    return shares;
  }

  /** The languages that enough of the speech is in. */
  public static Set<String> spoken(Map<String, Double> shares) {
    return shares.entrySet().stream()
        .filter(share -> share.getValue() >= LEAST_SHARE)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The windows next to a change of language, as pieces between two pauses. */
  public static List<Interval> pieces(List<Guess> guesses, SpeechRegions regions) {
    List<Interval> pieces = new ArrayList<>();
    for (int i = 0; i < guesses.size(); i++) {
      boolean change =
          (i > 0 && differ(guesses.get(i - 1), guesses.get(i)))
              || (i + 1 < guesses.size() && differ(guesses.get(i), guesses.get(i + 1)));
      if (change) {
        addPieces(pieces, guesses.get(i).time(), regions);
      } else {
        pieces.add(guesses.get(i).time());
      }
    }
    return pieces;
  }

  private static boolean differ(Guess one, Guess other) {
    return !one.language().equals(other.language());
  }

  private static void addPieces(List<Interval> pieces, Interval window, SpeechRegions regions) {
    double from = -1;
    for (Interval speech : regions.speech()) {
      if (speech.shared(window.startSeconds(), window.endSeconds()) <= 0) {
        continue;
      }
      from = from < 0 ? Math.max(window.startSeconds(), speech.startSeconds()) : from;
      double to = Math.min(window.endSeconds(), speech.endSeconds());
      if (to - from >= SHORTEST_PIECE || to >= window.endSeconds()) {
        pieces.add(new Interval(from, to));
        from = -1;
      }
    }
    if (from >= 0) {
      pieces.add(new Interval(from, window.endSeconds()));
    }
  }

  /**
   * The likeliest sequence of languages (Viterbi, 1967): it follows the guesses, but does not
   * change the language for a moment.
   *
   * @param guesses in order of time, at least one
   * @param languages to choose from, at least one
   */
  public static List<LanguagePart> parts(List<Guess> guesses, Set<String> languages) {
    List<String> codes = List.copyOf(languages);
    int count = codes.size();
    double[] score = new double[count];
    int[][] before = new int[guesses.size()][count];
    for (int i = 0; i < guesses.size(); i++) {
      double[] next = new double[count];
      for (int k = 0; k < count; k++) {
        int best = k;
        for (int j = 0; j < count; j++) {
          double change = j == k ? 0 : CHANGE;
          if (score[j] - change > score[best] - (best == k ? 0 : CHANGE)) {
            best = j;
          }
        }
        before[i][k] = best;
        Guess guess = guesses.get(i);
        boolean own = guess.language().equals(codes.get(k));
        next[k] =
            score[best]
                - (best == k || i == 0 ? 0 : CHANGE)
                + (own ? guess.seconds() * guess.probability() * guess.probability() : 0);
      }
      score = next;
    }
    int at = 0;
    for (int k = 1; k < count; k++) {
      at = score[k] > score[at] ? k : at;
    }
    String[] chosen = new String[guesses.size()];
    for (int i = guesses.size() - 1; i >= 0; i--) {
      chosen[i] = codes.get(at);
      at = before[i][at];
    }
    return joined(guesses, chosen);
  }

  private static List<LanguagePart> joined(List<Guess> guesses, String[] chosen) {
    List<LanguagePart> parts = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      Interval time = guesses.get(i).time();
      LanguagePart last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
      if (last != null && last.language().equals(chosen[i])) {
        Interval longer = new Interval(last.time().startSeconds(), time.endSeconds());
        parts.set(parts.size() - 1, new LanguagePart(longer, chosen[i]));
      } else {
        parts.add(new LanguagePart(time, chosen[i]));
      }
    }
    return parts;
  }
}
