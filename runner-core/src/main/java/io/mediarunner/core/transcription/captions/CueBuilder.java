package io.mediarunner.core.transcription.captions;

import io.mediarunner.core.transcription.speech.ScriptText;
import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * From words to readable subtitles: two lines of 40 columns, or 16 in Chinese, Japanese and Korean,
 * one to seven seconds, at most 20 characters per second where the pauses allow it, broken at
 * sentences. Pure.
 */
public final class CueBuilder {
  private static final int LINES = 2;
  private static final double LONGEST = 7.0;
  private static final double SHORTEST = 1.0;
  private static final double PAUSE = 1.0;
  private static final double READABLE_CHARACTERS_A_SECOND = 20;
  private static final double PROLONGED = 0.5;
  private static final long GAP_MILLIS = 80;

  /** A cue may end this much after its start for a gap, before its last word does. */
  private static final long LEAST_MILLIS = 500;

  private static final Pattern SENTENCE_END = Pattern.compile(".*[.!?…。！？][\"'»”)]?");
  private static final Pattern CLAUSE_END = Pattern.compile(".*[,;:、，][\"'»”)]?");
  private static final Pattern STEM =
      Pattern.compile(
          "(?i)(aujourd|aren|c|couldn|d|didn|doesn|don|hadn|hasn|haven|he|how|i|isn|it|j|jusqu|l|"
              + "let|lorsqu|m|mustn|n|needn|presqu|puisqu|qu|quelqu|quoiqu|s|she|shouldn|t|that|"
              + "there|they|wasn|we|weren|what|where|who|won|wouldn|you)");
  private static final Pattern ELIDED = Pattern.compile("['’]\\p{L}.*");

  /** How long after its region a cue may stay; regions have a margin of 0.1 s themselves. */
  private static final double LATE = 0.1;

  private final LineWrap lines;
  private final Optional<SpeechRegions> regions;

  /**
   * Cues that may stay into any pause.
   *
   * @param language a code; it decides where a line may end
   */
  public CueBuilder(String language) {
    this.lines = new LineWrap(language);
    this.regions = Optional.empty();
  }

  /**
   * Cues that end with the speech, and with the recording.
   *
   * @param language a code; it decides where a line may end
   */
  public CueBuilder(String language, SpeechRegions regions) {
    this.lines = new LineWrap(language);
    this.regions = Optional.of(regions);
  }

  /** The cues of all words, in order, never overlapping. */
  public List<Cue> build(List<Word> spoken) {
    List<List<Word>> groups = groups(shortened(glued(spoken)));
    List<Cue> cues = new ArrayList<>();
    long free = 0;
    for (int i = 0; i < groups.size(); i++) {
      long next =
          i + 1 < groups.size() ? millis(groups.get(i + 1).get(0).startSeconds()) : Long.MAX_VALUE;
      Cue cue = cue(groups.get(i), free, next);
      cues.add(cue);
      free = cue.endMillis();
    }
    return cues;
  }

  /** A text in lines that fit, two at most on a page; a word too long for a line is split. */
  static List<List<String>> pages(String text) {
    List<Word> words =
        shortened(
            ScriptText.words(text).stream().map(word -> new Word(word, 0, 0, Double.NaN)).toList());
    CueBuilder builder = new CueBuilder("");
    List<List<String>> pages = new ArrayList<>();
    List<Word> page = new ArrayList<>();
    for (Word word : words) {
      if (!page.isEmpty() && !builder.fits(page, word)) {
        pages.add(builder.balanced(page));
        page.clear();
      }
      page.add(word);
    }
    if (!page.isEmpty()) {
      pages.add(builder.balanced(page));
    }
    return pages;
  }

  /** {@code l 'usage} is one word that an engine split in two. */
  private static List<Word> glued(List<Word> words) {
    List<Word> glued = new ArrayList<>();
    for (Word word : words) {
      Word last = glued.isEmpty() ? null : glued.get(glued.size() - 1);
      if (last != null
          && ELIDED.matcher(word.text()).matches()
          && word.startSeconds() - last.endSeconds() <= 0.25) {
        if (STEM.matcher(last.text()).matches()) {
          glued.set(
              glued.size() - 1,
              new Word(
                  last.text() + word.text(),
                  last.startSeconds(),
                  word.endSeconds(),
                  Math.min(last.probability(), word.probability())));
          continue;
        }
        if (bare(last).endsWith(bare(word))) {
          continue; // transcribed twice
        }
      }
      glued.add(word);
    }
    return glued;
  }

  private static String bare(Word word) {
    return word.text().replaceAll("[,;:.!?]+$", "");
  }

  /**
   * A word too long for a line is split; its parts share its time in proportion to their lengths.
   */
  private static List<Word> shortened(List<Word> words) {
    List<Word> parts = new ArrayList<>();
    for (Word word : words) {
      double length = word.text().length();
      double at = word.startSeconds();
      for (String text : LineWrap.parts(word.text())) {
        double end = at + word.seconds() * text.length() / length;
        parts.add(new Word(text, at, end, word.probability()));
        at = end;
      }
    }
    return parts;
  }

  private List<List<Word>> groups(List<Word> words) {
    List<List<Word>> groups = new ArrayList<>();
    List<Word> group = new ArrayList<>();
    for (Word word : words) {
      if (!group.isEmpty() && pause(group, word)) {
        groups.add(group);
        group = new ArrayList<>();
      }
      if (!group.isEmpty() && !fits(group, word)) {
        int keep = bestBreak(group);
        groups.add(List.copyOf(group.subList(0, keep)));
        group = new ArrayList<>(group.subList(keep, group.size()));
        if (!group.isEmpty() && !fits(group, word)) {
          groups.add(group);
          group = new ArrayList<>();
        }
      }
      group.add(word);
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }

  private static boolean pause(List<Word> group, Word next) {
    Word last = group.get(group.size() - 1);
    boolean sentence = SENTENCE_END.matcher(last.text()).matches();
    double length = last.endSeconds() - group.get(0).startSeconds();
    return next.startSeconds() - last.endSeconds() >= PAUSE || (sentence && length >= SHORTEST);
  }

  private boolean fits(List<Word> group, Word next) {
    List<Word> longer = new ArrayList<>(group);
    longer.add(next);
    return next.endSeconds() - group.get(0).startSeconds() <= LONGEST
        && lines.wrapped(texts(longer)).size() <= LINES;
  }

  /** After how many words a full group ends: at a clause in its second half, else at its end. */
  private static int bestBreak(List<Word> group) {
    for (int i = group.size() - 1; i >= group.size() / 2 && i > 0; i--) {
      String text = group.get(i - 1).text();
      if (SENTENCE_END.matcher(text).matches() || CLAUSE_END.matcher(text).matches()) {
        return i;
      }
    }
    return group.size();
  }

  private static List<String> texts(List<Word> words) {
    return words.stream().map(Word::text).toList();
  }

  private List<String> balanced(List<Word> words) {
    return lines.balanced(texts(words), LINES);
  }

  private Cue cue(List<Word> words, long free, long nextStart) {
    double start = words.get(0).startSeconds();
    double end = words.get(words.size() - 1).endSeconds();
    double wanted =
        Math.max(SHORTEST, ScriptText.joined(texts(words)).length() / READABLE_CHARACTERS_A_SECOND);
    double latest = Math.min(end + PROLONGED, latest(words.get(words.size() - 1)));
    double prolonged = Math.max(end, Math.min(start + wanted, latest));
    long from = Math.max(free, millis(start));
    long to = millis(prolonged);
    if (to > nextStart - GAP_MILLIS) {
      // Into the pause, but not up to the next one: either a visible gap or none.
      to = Math.max(Math.min(millis(end), from + LEAST_MILLIS), nextStart - GAP_MILLIS);
    }
    // Text without time of its own is not lost either.
    return new Cue(from, Math.max(from + 1, Math.min(to, nextStart)), balanced(words));
  }

  /** The end of the region that a word is in, and a little. */
  private double latest(Word word) {
    if (regions.isEmpty()) {
      return Double.MAX_VALUE;
    }
    double middle = (word.startSeconds() + word.endSeconds()) / 2;
    return regions.get().speech().stream()
        .filter(r -> r.startSeconds() <= middle && middle <= r.endSeconds() + LATE)
        .mapToDouble(r -> Math.min(r.endSeconds() + LATE, regions.get().totalSeconds()))
        .max() // of two that nearly touch, the word is in the later one
        .orElse(word.endSeconds());
  }

  private static long millis(double seconds) {
    return Math.max(0, Math.round(seconds * 1000));
  }
}
