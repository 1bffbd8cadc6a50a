package io.mediarunner.core.transcription.captions;

import io.mediarunner.core.transcription.speech.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * From words to readable subtitles: two lines of 40 characters, one to seven seconds, at most 20
 * characters per second where the pauses allow it, broken at sentences.
 */
public final class CueBuilder {
  /** Characters per line. */
  static final int LINE = 40;

  private static final int LINES = 2;
  private static final double LONGEST = 7.0;
  private static final double SHORTEST = 1.0;
  private static final double PAUSE = 1.0;
  private static final double READABLE_CHARACTERS_A_SECOND = 20;
  private static final double PROLONGED = 0.5;
  private static final long GAP_MILLIS = 80;
  private static final Pattern SENTENCE_END = Pattern.compile(".*[.!?…。！？][\"'»”)]?");
  private static final Pattern CLAUSE_END = Pattern.compile(".*[,;:、，][\"'»”)]?");
  private static final Pattern STEM =
      Pattern.compile(
          "(?i)(aujourd|aren|c|couldn|d|didn|doesn|don|hadn|hasn|haven|he|how|i|isn|it|j|jusqu|l|"
              + "let|lorsqu|m|mustn|n|needn|presqu|puisqu|qu|quelqu|quoiqu|s|she|shouldn|t|that|"
              + "there|they|wasn|we|weren|what|where|who|won|wouldn|you)");
  private static final Pattern ELIDED = Pattern.compile("['’]\\p{L}.*");
  private static final Set<String> NO_BLANKS = Set.of("zh", "ja", "th", "lo", "my", "yue");

  private final String between;

  /**
   * @param language two letters; some languages have no spaces between words
   */
  public CueBuilder(String language) {
    this.between = NO_BLANKS.contains(language) ? "" : " ";
  }

  /** The cues of all words, in order, never overlapping. */
  public List<Cue> build(List<Word> spoken) {
    List<List<Word>> groups = groups(shortened(glued(spoken)));
    List<Cue> cues = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      List<Word> group = groups.get(i);
      long next =
          i + 1 < groups.size() ? millis(groups.get(i + 1).get(0).startSeconds()) : Long.MAX_VALUE;
      Cue cue = cue(group, next);
      if (cue.endMillis() > cue.startMillis()) {
        cues.add(cue);
      }
    }
    return cues;
  }

  /**
   * A text in lines that fit, two at most on a page. Its words are separated by spaces; a word too
   * long for a line is split.
   */
  static List<List<String>> pages(String text) {
    List<Word> words =
        shortened(
            Arrays.stream(text.strip().split("\\s+"))
                .map(word -> new Word(word, 0, 0, Double.NaN))
                .toList());
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
      int length = word.text().length();
      double each = (word.endSeconds() - word.startSeconds()) / Math.max(1, length);
      for (int from = 0; from < length; from += LINE) {
        int to = Math.min(length, from + LINE);
        parts.add(
            new Word(
                word.text().substring(from, to),
                word.startSeconds() + from * each,
                word.startSeconds() + to * each,
                word.probability()));
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
        && wrapped(longer).size() <= LINES;
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

  private List<String> wrapped(List<Word> words) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (Word word : words) {
      int length = line.length() + (line.isEmpty() ? 0 : between.length()) + word.text().length();
      if (!line.isEmpty() && length > LINE) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : between).append(word.text());
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }

  /** Two lines of similar length read better than a long and a short one. */
  private List<String> balanced(List<Word> words) {
    List<String> greedy = wrapped(words);
    if (greedy.size() != LINES) {
      return greedy;
    }
    List<String> best = greedy;
    int smallest = Math.abs(greedy.get(0).length() - greedy.get(1).length());
    for (int i = 1; i < words.size(); i++) {
      String first = joined(words.subList(0, i));
      String second = joined(words.subList(i, words.size()));
      int difference = Math.abs(first.length() - second.length());
      if (first.length() <= LINE && second.length() <= LINE && difference < smallest) {
        best = List.of(first, second);
        smallest = difference;
      }
    }
    return best;
  }

  private String joined(List<Word> words) {
    return String.join(between, words.stream().map(Word::text).toList());
  }

  private Cue cue(List<Word> words, long nextStart) {
    double start = words.get(0).startSeconds();
    double end = words.get(words.size() - 1).endSeconds();
    double wanted = Math.max(SHORTEST, joined(words).length() / READABLE_CHARACTERS_A_SECOND);
    double prolonged = Math.max(end, Math.min(start + wanted, end + PROLONGED));
    long from = millis(start);
    long to = millis(prolonged);
    if (to > nextStart - GAP_MILLIS) {
      // Into the pause, but not up to the next one: either a visible gap or none.
      to = Math.max(millis(end), nextStart - GAP_MILLIS);
    }
    return new Cue(from, Math.min(to, nextStart), balanced(words));
  }

  private static long millis(double seconds) {
    return Math.max(0, Math.round(seconds * 1000));
  }
}
