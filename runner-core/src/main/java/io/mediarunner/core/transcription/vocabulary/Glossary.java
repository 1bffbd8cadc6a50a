package io.mediarunner.core.transcription.vocabulary;

import io.mediarunner.core.transcription.speech.ScriptText;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the terms of a vocabulary in words of which the engine is unsure: those that sound like a
 * term become it. Words of which it is sure, and words without a probability, stay. Pure.
 */
public final class Glossary {
  /** The engine is unsure of a word below this probability. */
  public static final double UNSURE = 0.6;

  /** What it is sure of at one place is a word of this recording everywhere. */
  private static final double SURE = 0.8;

  private static final int MOST_WORDS = 4;

  private record Term(List<String> words, Pronounced sound) {
    static Term of(String text) {
      return new Term(ScriptText.words(text), Pronounced.of(text));
    }
  }

  private record Match(int words, List<String> term, double distance) {}

  /**
   * Segments with their terms.
   *
   * @param segments all, in order
   * @param corrected what was changed, in order
   */
  public record Result(List<Segment> segments, List<Corrected> corrected) {}

  private final List<Term> terms;

  /**
   * @param vocabulary names and terms, separated by commas, semicolons or line ends
   */
  public Glossary(String vocabulary) {
    this.terms =
        Arrays.stream(vocabulary.split("[,;\\n]"))
            .map(ScriptText::clean)
            .filter(term -> term.codePoints().anyMatch(Character::isLetter))
            .map(Term::of)
            .filter(term -> term.words().size() <= MOST_WORDS)
            .toList();
  }

  /** Puts terms in the place of words that sound like them. */
  public Result apply(List<Segment> segments) {
    if (terms.isEmpty()) {
      return new Result(segments, List.of());
    }
    Set<String> sure = sure(segments);
    List<Corrected> corrected = new ArrayList<>();
    List<Segment> result = new ArrayList<>();
    for (Segment segment : segments) {
      int before = corrected.size();
      List<Word> words = corrected(segment.words(), sure, corrected);
      result.add(corrected.size() == before ? segment : Segment.of(words));
    }
    return new Result(List.copyOf(result), List.copyOf(corrected));
  }

  private static Set<String> sure(List<Segment> segments) {
    Set<String> sure = new HashSet<>();
    for (Segment segment : segments) {
      for (Word word : segment.words()) {
        if (word.probability() >= SURE) {
          sure.add(Pronounced.of(word.text()).letters());
        }
      }
    }
    return sure;
  }

  private List<Word> corrected(List<Word> words, Set<String> sure, List<Corrected> corrected) {
    List<Word> result = new ArrayList<>();
    int at = 0;
    while (at < words.size()) {
      Optional<Match> match = match(words, at, sure);
      if (match.isEmpty()) {
        result.add(words.get(at));
        at++;
        continue;
      }
      List<Word> heard = words.subList(at, at + match.get().words());
      List<Word> term = placed(heard, match.get().term());
      String before = ScriptText.joined(heard.stream().map(Word::text).toList());
      String after = ScriptText.joined(term.stream().map(Word::text).toList());
      if (before.equals(after)) {
        result.addAll(heard);
      } else {
        corrected.add(new Corrected(heard.get(0).startSeconds(), before, after));
        result.addAll(term);
      }
      at += heard.size();
    }
    return result;
  }

  /** The term that the words from here on sound most like. */
  private Optional<Match> match(List<Word> words, int at, Set<String> sure) {
    Match best = null;
    StringBuilder text = new StringBuilder();
    for (int n = 1; at + n <= words.size() && n <= MOST_WORDS + 1; n++) {
      Word word = words.get(at + n - 1);
      if (!(word.probability() < UNSURE)) { // also where there is none
        break;
      }
      text.append(word.text()).append(' ');
      Pronounced heard = Pronounced.of(text.toString());
      for (Term term : terms) {
        if (Math.abs(term.words().size() - n) > 1) {
          continue;
        }
        boolean plural = heard.hisses() && !term.sound().hisses();
        double whole = term.sound().distance(heard);
        double single = plural ? term.sound().distance(singular(text.toString())) : 1;
        double distance = Math.min(whole, single);
        boolean ownWord = n == 1 && distance > 0 && sure.contains(heard.letters());
        if (distance < 1 && !ownWord && (best == null || distance < best.distance())) {
          best = new Match(n, single < whole ? plural(term.words()) : term.words(), distance);
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private static Pronounced singular(String text) {
    return Pronounced.of(text.strip().replaceFirst("(?i)s\\P{L}*$", ""));
  }

  private static List<String> plural(List<String> term) {
    List<String> words = new ArrayList<>(term);
    words.set(words.size() - 1, words.get(words.size() - 1) + "s");
    return words;
  }

  /** The term's words in the time, between the marks and with the capital of what was heard. */
  private static List<Word> placed(List<Word> heard, List<String> term) {
    String first = heard.get(0).text();
    String last = heard.get(heard.size() - 1).text();
    String before = first.replaceFirst("(?s)[\\p{L}\\p{N}].*$", "");
    String after = last.replaceFirst("(?s)^.*[\\p{L}\\p{N}]", "");
    boolean capital =
        first
            .codePoints()
            .skip(before.codePointCount(0, before.length()))
            .limit(1)
            .anyMatch(Character::isUpperCase);
    double from = heard.get(0).startSeconds();
    double seconds = heard.get(heard.size() - 1).endSeconds() - from;
    double probability = heard.stream().mapToDouble(Word::probability).min().orElse(Double.NaN);
    int letters = term.stream().mapToInt(String::length).sum();
    List<Word> words = new ArrayList<>();
    int done = 0;
    for (int i = 0; i < term.size(); i++) {
      String text = term.get(i);
      double start = from + seconds * done / letters;
      done += text.length();
      if (i == 0) {
        text = before + (capital ? capitalised(text) : text);
      }
      if (i == term.size() - 1) {
        text += after;
      }
      words.add(new Word(text, start, from + seconds * done / letters, probability));
    }
    return words;
  }

  private static String capitalised(String text) {
    int end = text.offsetByCodePoints(0, 1);
    return text.substring(0, end).toUpperCase(Locale.ROOT) + text.substring(end);
  }
}
