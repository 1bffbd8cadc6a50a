package io.mediarunner.core.transcription.speech;

import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Drops text that nobody said: engines fall into loops, and add credits learnt from film subtitles.
 * Pure, except that it may ask how a recording sounds.
 */
public final class SegmentFilter {
  private static final Pattern WORDLESS =
      Pattern.compile("[\\s.,!?:;…'\"`\\-_/\\\\|()\\[\\]{}♪*]*");
  private static final Pattern SOUND_EFFECT =
      Pattern.compile("[\\[(*♪][^\\])*♪]*[\\])*♪]", Pattern.UNICODE_CASE);
  private static final Pattern CREDIT =
      Pattern.compile(
          "[¡«\"(\\[–-]*\\s*(sous[- ]?titr(age|es?)|subtitl(es?|ing|ed)|caption(s|ed|ing)?|amara\\.org"
              + "|thanks? (you )?for (watching|listening)|(please )?(like and )?subscribe"
              + "|merci d['’]avoir (regard|suivi|écout)|abonnez-vous"
              + "|untertitel(ung)?|(vielen )?dank f(ü|ue)rs? (das )?zuschauen"
              + "|subt[ií]tulos|gracias por (ver|su atenci)|suscr[ií]bete"
              + "|sottotitoli|grazie per (la visione|aver guardato)"
              + "|legendas|obrigad[oa] por assistir|inscreva-se"
              + "|ondertitel(ing|d)|bedankt voor het kijken).*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern FOREIGN =
      Pattern.compile("[\\p{IsCyrillic}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHan}\\p{IsHangul}]");
  private static final Set<String> LATIN =
      Set.of(
          "ca", "cs", "da", "de", "en", "es", "eu", "fi", "fr", "gl", "hr", "hu", "is", "it", "nl",
          "no", "pl", "pt", "ro", "sk", "sl", "sv", "tr");
  private static final int LONG_TEXT = 40;
  private static final int MOST_REPEATS = 2;
  private static final int LOOP = 5;
  private static final int LONGEST_LOOP_WORDS = 6;

  private final SpeechRegions regions;
  private final String language;
  private final Repetition repetition;

  /**
   * @param language that is spoken, a code
   * @param sound of the recording
   */
  public SegmentFilter(SpeechRegions regions, String language, Sound sound) {
    this.regions = regions;
    this.language = language;
    this.repetition = new Repetition(regions, sound);
  }

  /**
   * The result.
   *
   * @param segments that were actually said, in order
   * @param dropped the others
   */
  public record Filtered(List<Segment> segments, List<Dropped> dropped) {
    /**
     * @throws NullPointerException if a component is null
     */
    public Filtered {
      segments = List.copyOf(segments);
      dropped = List.copyOf(dropped);
    }
  }

  /**
   * Filters.
   *
   * @param segments in order, with the times of the recording
   */
  public Filtered filter(List<Segment> segments) {
    List<Segment> kept = new ArrayList<>();
    List<Dropped> dropped = new ArrayList<>();
    for (Segment segment : segments) {
      Segment clean = withoutLoops(withoutForeignWords(segment, dropped), dropped);
      if (clean.text().isEmpty()) {
        continue;
      }
      Optional<Dropped.Reason> reason = reason(clean);
      if (reason.isPresent()) {
        dropped.add(new Dropped(reason.get(), clean.startSeconds(), clean.text()));
      } else {
        kept.add(clean);
      }
    }
    return new Filtered(withoutRepeats(kept, dropped), dropped);
  }

  private Optional<Dropped.Reason> reason(Segment segment) {
    String text = segment.text();
    if (WORDLESS.matcher(text).matches() || SOUND_EFFECT.matcher(text).matches()) {
      return Optional.of(Dropped.Reason.WORDLESS);
    }
    boolean unknown = Double.isNaN(segment.probability());
    boolean weak = segment.probability() < Repetition.WEAK; // NaN is not
    if (CREDIT.matcher(text).lookingAt() && (weak || unknown || atTheEnd(segment))) {
      return Optional.of(Dropped.Reason.CREDIT);
    }
    double seconds = segment.endSeconds() - segment.startSeconds();
    boolean babble =
        text.length() >= LONG_TEXT && Repetition.compression(text) > Repetition.COMPRESSIBLE;
    return numberLoop(text) || (babble && (weak || Repetition.tooFast(text, seconds)))
        ? Optional.of(Dropped.Reason.REPETITION)
        : Optional.empty();
  }

  private boolean atTheEnd(Segment segment) {
    return regions.totalSeconds() - segment.endSeconds() < 5;
  }

  private Segment withoutForeignWords(Segment segment, List<Dropped> dropped) {
    if (!LATIN.contains(language) || !FOREIGN.matcher(segment.text()).find()) {
      return segment;
    }
    List<Word> words = new ArrayList<>();
    for (Word word : segment.timedWords()) {
      if (FOREIGN.matcher(word.text()).find()) {
        dropped.add(new Dropped(Dropped.Reason.OTHER_SCRIPT, word.startSeconds(), word.text()));
      } else {
        words.add(word);
      }
    }
    return of(segment, words);
  }

  private static Segment of(Segment segment, List<Word> words) {
    return words.isEmpty()
        ? new Segment(segment.startSeconds(), segment.endSeconds(), "", List.of())
        : Segment.of(words);
  }

  /** The same sentence three times or more in one region. */
  private List<Segment> withoutRepeats(List<Segment> segments, List<Dropped> dropped) {
    List<Segment> kept = new ArrayList<>();
    for (int i = 0, next; i < segments.size(); i = next) {
      next = i + 1;
      while (next < segments.size() && sameAgain(segments.get(i), segments.get(next))) {
        next++;
      }
      List<Segment> run = segments.subList(i, next);
      boolean said =
          run.size() <= MOST_REPEATS || said(run.stream().map(SegmentFilter::time).toList(), run);
      kept.addAll(said ? run : run.subList(0, 1));
      for (Segment repeated : said ? List.<Segment>of() : run.subList(1, run.size())) {
        dropped.add(
            new Dropped(Dropped.Reason.REPETITION, repeated.startSeconds(), repeated.text()));
      }
    }
    return kept;
  }

  private boolean sameAgain(Segment one, Segment other) {
    return normal(one.text()).equals(normal(other.text()))
        && repetition.region(time(one)) == repetition.region(time(other));
  }

  private static Interval time(Segment segment) {
    return new Interval(segment.startSeconds(), segment.endSeconds());
  }

  private boolean said(List<Interval> times, List<Segment> run) {
    return repetition.said(
        times,
        String.join(" ", run.stream().map(Segment::text).toList()),
        run.stream().mapToDouble(Segment::probability).average().orElse(Double.NaN));
  }

  /** A few words over and over are kept once; a text with nothing else becomes empty. */
  private Segment withoutLoops(Segment segment, List<Dropped> dropped) {
    List<Word> words = segment.timedWords();
    for (int length = 1; length <= LONGEST_LOOP_WORDS; length++) {
      List<Word> loops = new ArrayList<>();
      List<Word> left = withoutLoops(words, length, loops);
      if (!loops.isEmpty()) {
        List<Word> rest = left.size() <= length ? List.of() : left;
        Segment gone = Segment.of(rest.isEmpty() ? words : loops);
        dropped.add(new Dropped(Dropped.Reason.REPETITION, gone.startSeconds(), gone.text()));
        return of(segment, rest);
      }
    }
    return segment;
  }

  private List<Word> withoutLoops(List<Word> words, int length, List<Word> loops) {
    List<Word> left = new ArrayList<>();
    int i = 0;
    while (i < words.size()) {
      int times = 1;
      while (same(words, i, i + times * length, length)) {
        times++;
      }
      int end = i + times * length;
      if (times >= LOOP && !said(words.subList(i, end), length)) {
        left.addAll(words.subList(i, i + length));
        loops.addAll(words.subList(i + length, end));
        i = end;
      } else {
        left.add(words.get(i));
        i++;
      }
    }
    return left;
  }

  private boolean said(List<Word> words, int length) {
    List<Interval> times = new ArrayList<>();
    for (int i = 0; i < words.size(); i += length) {
      times.add(new Interval(words.get(i).startSeconds(), words.get(i + length - 1).endSeconds()));
    }
    return repetition.said(times, Segment.of(words).text(), Word.meanProbability(words));
  }

  /** Whether the given number of words at one position equals those at another. */
  private static boolean same(List<Word> words, int one, int other, int length) {
    if (other + length > words.size()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      String word = normal(words.get(one + i).text());
      if (word.isEmpty() || !word.equals(normal(words.get(other + i).text()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean numberLoop(String text) {
    List<String> numbers =
        NUMBER.matcher(text).results().map(java.util.regex.MatchResult::group).toList();
    int digits = numbers.stream().mapToInt(String::length).sum();
    int characters = text.replaceAll("\\s", "").length();
    return numbers.size() >= 12
        && Set.copyOf(numbers).size() <= 4
        && digits >= Math.max(12, 0.3 * characters);
  }

  private static String normal(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }
}
