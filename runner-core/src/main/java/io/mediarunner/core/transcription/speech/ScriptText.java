package io.mediarunner.core.transcription.speech;

import java.lang.Character.UnicodeScript;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Text as people write it in any script: some put no blanks between words, and one visible
 * character may be several in Java. Pure.
 */
public final class ScriptText {
  /** Extended grapheme clusters, Unicode Standard Annex 29. */
  private static final Pattern GRAPHEME = Pattern.compile("\\X");

  private static final Set<UnicodeScript> UNSPACED =
      EnumSet.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);
  private static final Set<UnicodeScript> BY_DICTIONARY =
      EnumSet.of(UnicodeScript.THAI, UnicodeScript.LAO, UnicodeScript.KHMER, UnicodeScript.MYANMAR);

  private ScriptText() {}

  /** On one line: controls, NUL and broken characters gone, each run of white space one blank. */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean gap =
                  Character.isWhitespace(c)
                      || Character.isSpaceChar(c)
                      || type == Character.CONTROL
                      || type == Character.LINE_SEPARATOR;
              boolean broken =
                  type == Character.SURROGATE || type == Character.UNASSIGNED || c == 0xFEFF;
              if (gap && !clean.isEmpty() && clean.charAt(clean.length() - 1) != ' ') {
                clean.append(' ');
              } else if (!gap && !broken && c != 0xFFFD) {
                clean.appendCodePoint(c);
              }
            });
    return clean.toString().strip();
  }

  /** The visible characters of a text. */
  public static List<String> graphemes(String text) {
    return GRAPHEME.matcher(text).results().map(match -> match.group()).toList();
  }

  /** As many whole visible characters as fit into a number of Java characters. */
  public static String shortened(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    StringBuilder cut = new StringBuilder();
    for (String grapheme : graphemes(text)) {
      if (cut.length() + grapheme.length() > length) {
        break;
      }
      cut.append(grapheme);
    }
    return cut.toString();
  }

  /** Whether a script without blanks between words is used for the first character. */
  public static boolean startsUnspaced(String text) {
    return !text.isEmpty() && unspaced(text.codePointAt(0));
  }

  /** Whether a script without blanks between words is used for the last character. */
  public static boolean endsUnspaced(String text) {
    return !text.isEmpty() && unspaced(text.codePointBefore(text.length()));
  }

  private static boolean unspaced(int c) {
    // U+3000 to U+303F and U+FF00 to U+FFEF: punctuation of these scripts.
    boolean punctuation = (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFFEF);
    return punctuation || UNSPACED.contains(UnicodeScript.of(c));
  }

  /** What is between two words when they are written next to each other. */
  public static String between(String first, String second) {
    return endsUnspaced(first) && startsUnspaced(second) ? "" : " ";
  }

  /** Words as they are written. */
  public static String joined(List<String> words) {
    StringBuilder text = new StringBuilder();
    String last = "";
    for (String word : words) {
      text.append(text.isEmpty() ? "" : between(last, word)).append(word);
      last = word;
    }
    return text.toString();
  }

  /** The words of a text; in scripts without blanks, by dictionary or each character. */
  public static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String part : clean(text).split(" ")) {
      if (part.codePoints().noneMatch(ScriptText::unspaced)) {
        if (!part.isEmpty()) {
          words.add(part);
        }
        continue;
      }
      boolean dictionary = part.codePoints().anyMatch(ScriptText::byDictionary);
      BreakIterator breaks =
          dictionary
              ? BreakIterator.getWordInstance(Locale.forLanguageTag("th"))
              : BreakIterator.getLineInstance(Locale.JAPANESE);
      breaks.setText(part);
      int from = breaks.first();
      for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
        String word = part.substring(from, to);
        boolean mark = word.codePoints().noneMatch(Character::isLetterOrDigit);
        if (mark && !words.isEmpty()) {
          words.set(words.size() - 1, words.get(words.size() - 1) + word);
        } else {
          words.add(word);
        }
        from = to;
      }
    }
    return words;
  }

  private static boolean byDictionary(int c) {
    return BY_DICTIONARY.contains(UnicodeScript.of(c));
  }
}
