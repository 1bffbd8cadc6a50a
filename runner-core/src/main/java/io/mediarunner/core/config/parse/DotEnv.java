package io.mediarunner.core.config.parse;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The content of a {@code .env} file.
 *
 * @param values its keys in their order; the last one wins if a key occurs twice; empty text if
 *     nothing follows the {@code =}
 * @param warnings one for each ignored line, with its number but not its text
 */
public record DotEnv(Map<String, String> values, List<String> warnings) {
  /** A missing file. */
  public static final DotEnv EMPTY = new DotEnv(Map.of(), List.of());

  /**
   * @throws NullPointerException if a component is null
   */
  public DotEnv {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads the text of a {@code .env} file. Never fails: malformed lines are ignored.
   *
   * @param text the whole file
   * @param environment where <code>${NAME}</code> is looked up first, before the keys further up
   */
  public static DotEnv parse(String text, Map<String, String> environment) {
    return new Reader(text, environment).read();
  }

  /**
   * Reads the bytes of a {@code .env} file: UTF-8, or Latin-1 with a warning, as old editors and
   * locales write it.
   *
   * @param bytes the whole file
   * @param environment as in {@link #parse(String, Map)}
   */
  public static DotEnv parse(byte[] bytes, Map<String, String> environment) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return parse(text, environment);
    } catch (CharacterCodingException e) {
      DotEnv read = parse(new String(bytes, StandardCharsets.ISO_8859_1), environment);
      List<String> warnings = new ArrayList<>();
      warnings.add(
          ".env is not UTF-8 and was read as Latin-1 (ISO 8859-1); convert it: iconv -f latin1 -t"
              + " utf8 .env > new.env");
      warnings.addAll(read.warnings());
      return new DotEnv(read.values(), warnings);
    }
  }

  /** Hides the values, since some are secrets. */
  @Override
  public String toString() {
    return "DotEnv[keys=" + values.keySet() + ", warnings=" + warnings + "]";
  }

  /** Parses the text in one pass; used for one file. */
  private static final class Reader {
    private static final Pattern KEY = Pattern.compile("(?:export[^\\S\\n]+)?([^=#\\s'\"]+)");
    private static final Pattern BLANKS = Pattern.compile("[^\\S\\n]*");
    private static final Pattern LITERAL = Pattern.compile("'([^']*)'");
    private static final Pattern QUOTED =
        Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"", Pattern.DOTALL);
    private static final Pattern PLAIN = Pattern.compile("[^\\n]*");
    private static final Pattern COMMENT = Pattern.compile("(?s)(?:^|\\s)#.*");
    private static final Pattern LINE_END = Pattern.compile("[^\\S\\n]*(?:#[^\\n]*)?(?:\\n|\\z)");

    /** With limits: a text of nothing but beginnings of variables takes little time, too. */
    private static final Pattern VARIABLE =
        Pattern.compile("\\$\\{([^}:]{0,200})(?::-([^}]{0,4000}))?\\}");

    private final String text;
    private final Map<String, String> known;
    private final Map<String, String> environment;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private int at;
    private int counted;
    private int lines;

    Reader(String text, Map<String, String> environment) {
      String unix = text.replace("\r\n", "\n").replace('\r', '\n');
      this.text = unix.startsWith("\uFEFF") ? unix.substring(1) : unix;
      this.environment = environment;
      this.known = new HashMap<>(environment);
    }

    DotEnv read() {
      while (at < text.length()) {
        if (take(LINE_END) != null) {
          continue;
        }
        int start = at;
        if (!assignment()) {
          warnings.add(".env line " + line(start) + ": not of the form KEY=value, ignored");
          at = start;
          take(PLAIN);
        }
      }
      return new DotEnv(values, warnings);
    }

    /** The number of the line at a position, from 1; positions only grow. */
    private int line(int position) {
      for (; counted < position; counted++) {
        lines += text.charAt(counted) == '\n' ? 1 : 0;
      }
      return lines + 1;
    }

    private boolean assignment() {
      take(BLANKS);
      Matcher key = take(KEY);
      if (key == null) {
        return false;
      }
      take(BLANKS);
      if (at == text.length() || text.charAt(at) != '=') {
        return take(LINE_END) != null; // a name alone sets nothing
      }
      at++;
      take(BLANKS);
      String value = value();
      if (value == null) {
        return false;
      }
      values.put(key.group(1), value);
      if (!environment.containsKey(key.group(1))) {
        known.put(key.group(1), value);
      }
      return true;
    }

    /** Null if a quote is not closed or is followed by more text. */
    private @Nullable String value() {
      char first = at < text.length() ? text.charAt(at) : '\n';
      if (first == '\'') {
        Matcher literal = take(LITERAL);
        return literal == null || take(LINE_END) == null ? null : literal.group(1);
      }
      if (first == '"') {
        Matcher quoted = take(QUOTED);
        return quoted == null || take(LINE_END) == null ? null : expand(unescape(quoted.group(1)));
      }
      return expand(
          COMMENT.matcher(Objects.requireNonNull(take(PLAIN)).group()).replaceFirst("").strip());
    }

    private String expand(String value) {
      return VARIABLE
          .matcher(value)
          .replaceAll(
              variable -> {
                String fallback = variable.group(2) == null ? "" : variable.group(2);
                return Matcher.quoteReplacement(known.getOrDefault(variable.group(1), fallback));
              });
    }

    private static String unescape(String value) {
      StringBuilder plain = new StringBuilder(value.length());
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        int escape = c == '\\' ? "nrtbfav\\'\"".indexOf(value.charAt(i + 1)) : -1;
        if (escape < 0) {
          plain.append(c);
        } else {
          plain.append("\n\r\t\b\f\u0007\u000B\\'\"".charAt(escape));
          i++;
        }
      }
      return plain.toString();
    }

    /**
     * Consumes a match of the pattern at the current position; null, and nothing consumed, if there
     * is none.
     */
    private @Nullable Matcher take(Pattern pattern) {
      Matcher matcher = pattern.matcher(text).region(at, text.length());
      if (!matcher.lookingAt()) {
        return null;
      }
      at = matcher.end();
      return matcher;
    }
  }
}
