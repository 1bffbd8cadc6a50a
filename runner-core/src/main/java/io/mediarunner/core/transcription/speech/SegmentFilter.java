package io.mediarunner.core.transcription.speech;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.Deflater;

/**
 * Drops text that nobody said. Engines invent sentences over silence and music, repeat themselves,
 * and add credits learnt from film subtitles.
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
  private static final double LEAST_SPEECH = 0.15;
  private static final double ENOUGH_SECONDS = 0.5;
  private static final double NEAR = 0.1;
  private static final double WEAK = 0.45;
  private static final double REPETITIVE = 2.4;
  private static final int LONG_TEXT = 40;
  private static final int MOST_REPEATS = 2;
  private static final int LOOP = 5;
  private static final int LONGEST_LOOP_WORDS = 6;

  private final SpeechRegions regions;
  private final String language;

  /**
   * @param language that is spoken, two letters
   */
  public SegmentFilter(SpeechRegions regions, String language) {
    this.regions = regions;
    this.language = language;
  }

  /** The segments that were actually said, in order. */
  public List<Segment> filter(List<Segment> segments) {
    List<Segment> kept = new ArrayList<>();
    int repeats = 0;
    for (Segment segment : segments) {
      Segment clean = withoutLoops(withoutForeignWords(segment));
      boolean repeated =
          !kept.isEmpty() && normal(kept.get(kept.size() - 1).text()).equals(normal(clean.text()));
      repeats = repeated ? repeats + 1 : 0;
      if (repeats < MOST_REPEATS && said(clean)) {
        kept.add(clean);
      }
    }
    return kept;
  }

  private boolean said(Segment segment) {
    String text = segment.text().strip();
    if (WORDLESS.matcher(text).matches()
        || SOUND_EFFECT.matcher(text).matches()
        || numberLoop(text)) {
      return false;
    }
    if (!spoken(segment)) {
      return false;
    }
    boolean weak = segment.probability() < WEAK; // NaN is not weak
    boolean credit = CREDIT.matcher(text).lookingAt();
    boolean babble = text.length() >= LONG_TEXT && compression(text) > REPETITIVE;
    return !(credit && (weak || atTheEnd(segment) || Double.isNaN(segment.probability())))
        && !babble;
  }

  /** Whether there is speech: at most of its words or, if there are none, for some time. */
  private boolean spoken(Segment segment) {
    double from = segment.startSeconds();
    double to = segment.endSeconds();
    if (segment.words().isEmpty()) {
      double least = Math.min(ENOUGH_SECONDS, LEAST_SPEECH * Math.max(0.01, to - from));
      return regions.speechWithin(from, to) >= least;
    }
    long near =
        segment.words().stream()
            .filter(w -> regions.speechWithin(w.startSeconds() - NEAR, w.endSeconds() + NEAR) > 0)
            .count();
    return near * 2 >= segment.words().size();
  }

  private boolean atTheEnd(Segment segment) {
    return regions.totalSeconds() - segment.endSeconds() < 5;
  }

  private Segment withoutForeignWords(Segment segment) {
    if (!LATIN.contains(language) || !FOREIGN.matcher(segment.text()).find()) {
      return segment;
    }
    List<Word> words =
        segment.timedWords().stream().filter(w -> !FOREIGN.matcher(w.text()).find()).toList();
    return new Segment(
        segment.startSeconds(),
        segment.endSeconds(),
        String.join(" ", words.stream().map(Word::text).toList()),
        words);
  }

  /**
   * One or a few words repeated five times or more in a row are kept once; a text with nothing else
   * becomes empty.
   */
  private static Segment withoutLoops(Segment segment) {
    List<Word> words = segment.timedWords();
    for (int length = 1; length <= LONGEST_LOOP_WORDS; length++) {
      List<Word> left = withoutLoops(words, length);
      if (left.size() < words.size()) {
        List<Word> rest = left.size() <= length ? List.of() : left;
        return new Segment(
            segment.startSeconds(),
            segment.endSeconds(),
            String.join(" ", rest.stream().map(Word::text).toList()),
            rest);
      }
    }
    return segment;
  }

  private static List<Word> withoutLoops(List<Word> words, int length) {
    List<Word> left = new ArrayList<>();
    int i = 0;
    while (i < words.size()) {
      int times = 1;
      while (same(words, i, i + times * length, length)) {
        times++;
      }
      int end = Math.min(words.size(), i + (times >= LOOP ? length : 1));
      left.addAll(words.subList(i, end));
      i += times >= LOOP ? times * length : 1;
    }
    return left;
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

  /** Compression ratio, which Whisper itself uses to detect loops. */
  static double compression(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      return bytes.length / (double) deflater.deflate(new byte[bytes.length + 64]);
    } finally {
      deflater.end();
    }
  }

  private static String normal(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }
}
