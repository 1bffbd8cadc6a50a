package io.mediarunner.core.transcription.captions;

import io.mediarunner.core.transcription.speech.ScriptText;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Puts words into lines that fit, broken where the language allows it. Pure. */
final class LineWrap {
  /** Columns of a line. */
  static final int LINE = 40;

  /** Columns of a line in Chinese, Japanese and Korean, whose characters take two. */
  static final int WIDE_LINE = 16;

  private final Locale locale;

  /**
   * @param language a code; empty text = any
   */
  LineWrap(String language) {
    this.locale = language.isEmpty() ? Locale.ROOT : Locale.forLanguageTag(language);
  }

  /** Columns that a line with this text may have. */
  static int limit(String text) {
    return Columns.mostlyWide(text) ? WIDE_LINE : LINE;
  }

  /** As few lines as possible, each as full as possible. */
  List<String> wrapped(List<String> words) {
    List<String> units = units(words);
    int limit = limit(ScriptText.joined(words));
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String unit : units) {
      String longer = line.isEmpty() ? unit : line + ScriptText.between(line, unit) + unit;
      if (!line.isEmpty() && Columns.of(longer) > limit) {
        lines.add(line);
        line = unit;
      } else {
        line = longer;
      }
    }
    if (!line.isEmpty()) {
      lines.add(line);
    }
    return lines;
  }

  /** Two lines of similar length read better than a long and a short one. */
  List<String> balanced(List<String> words, int lines) {
    List<String> greedy = wrapped(words);
    if (greedy.size() != lines || lines != 2) {
      return greedy;
    }
    List<String> units = units(words);
    int limit = limit(ScriptText.joined(words));
    List<String> best = greedy;
    int smallest = difference(greedy.get(0), greedy.get(1));
    for (int i = 1; i < units.size(); i++) {
      String first = ScriptText.joined(units.subList(0, i));
      String second = ScriptText.joined(units.subList(i, units.size()));
      int difference = difference(first, second);
      if (Columns.of(first) <= limit && Columns.of(second) <= limit && difference < smallest) {
        best = List.of(first, second);
        smallest = difference;
      }
    }
    return best;
  }

  private static int difference(String one, String other) {
    return Math.abs(Columns.of(one) - Columns.of(other));
  }

  /** Words, together where no line may end between them, such as before a full stop. */
  private List<String> units(List<String> words) {
    Set<Integer> breaks = breaks(ScriptText.joined(words));
    List<String> units = new ArrayList<>();
    int at = 0;
    String last = "";
    for (String word : words) {
      String between = units.isEmpty() ? "" : ScriptText.between(last, word);
      at += between.length();
      boolean glued = !units.isEmpty() && !breaks.contains(at);
      String longer = glued ? units.get(units.size() - 1) + between + word : word;
      if (glued && Columns.of(longer) <= WIDE_LINE) {
        units.set(units.size() - 1, longer);
      } else {
        units.add(word);
      }
      at += word.length();
      last = word;
    }
    return units;
  }

  private Set<Integer> breaks(String text) {
    BreakIterator lines = BreakIterator.getLineInstance(locale);
    lines.setText(text);
    Set<Integer> breaks = new HashSet<>();
    for (int at = lines.first(); at != BreakIterator.DONE; at = lines.next()) {
      breaks.add(at);
    }
    return breaks;
  }

  /** Parts of a word that each fit into a line; visible characters stay whole. */
  static List<String> parts(String word) {
    int limit = limit(word);
    if (Columns.of(word) <= limit) {
      return List.of(word);
    }
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    int columns = 0;
    for (String grapheme : ScriptText.graphemes(word)) {
      int width = Columns.of(grapheme);
      if (!part.isEmpty() && columns + width > limit) {
        parts.add(part.toString());
        part.setLength(0);
        columns = 0;
      }
      part.append(grapheme);
      columns += width;
    }
    parts.add(part.toString());
    return parts;
  }
}
