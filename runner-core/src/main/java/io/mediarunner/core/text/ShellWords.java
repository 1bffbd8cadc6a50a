package io.mediarunner.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes an argument list so that a POSIX shell reads the same list, as the Shell Command Language
 * says in section 2.2.2: nothing is special within single quotes but a single quote.
 */
public final class ShellWords {
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\\\\.|[^\\s'\\\\])+");
  private static final Pattern PART = Pattern.compile("'([^']*)'|\\\\.|[^'\\\\]+");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private ShellWords() {}

  /** Words separated by blanks, quoted where necessary. */
  public static String quoted(List<String> words) {
    return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
  }

  /** The words that {@link #quoted(List)} wrote. */
  public static List<String> read(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      StringBuilder text = new StringBuilder();
      Matcher part = PART.matcher(word.group());
      while (part.find()) {
        text.append(part.group(1) != null ? part.group(1) : part.group().replace("\\", ""));
      }
      words.add(text.toString());
    }
    return words;
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
