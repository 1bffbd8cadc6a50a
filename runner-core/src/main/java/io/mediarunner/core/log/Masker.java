package io.mediarunner.core.log;

import io.mediarunner.core.config.Secret;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Masks secrets in text before anybody sees it: the runner's own secrets anywhere, passwords in
 * URLs, every value in a URL query (a signed one gives access to its file), and what stands in the
 * place of a secret: after the usual names of tokens. A sentence that goes on after such a name is
 * advice and stays. In doubt, masks. Runs in linear time, whatever the text contains.
 */
public final class Masker {
  private static final String MASK = "***";
  private static final String ADDRESS = "://";

  /** Shorter secrets would be found in ordinary words. */
  private static final int SHORTEST = 6;

  /** What ends an address in running text. */
  private static final String ENDS = " \t\r\n\"'<>";

  /** A value: letters, digits and signs up to a blank, a quote or a separator. */
  private static final String VALUE = "[^\\s\"',;&]++";

  /** Nobody's secret: a word of a sentence that goes on, a further key, the name of a setting. */
  private static final String PROSE =
      "(?-i:[a-z]{1,20}[,.]?(?=\\s[A-Za-z(])"
          + "|[a-z]{1,20}=(?=[^\\s=])"
          + "|[A-Z]{2,20}(?:_[A-Z]{1,20}){1,6}(?=[\\s.,;)]|$))";

  /** How a header names the scheme; elsewhere, "basic" and "bearer" are words like others. */
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "(?i)(authorization\"?\\s{0,4}[=:]\\s{0,4}\"?(?:bearer|basic)\\s{1,4})" + VALUE);

  private static final Pattern SCHEME =
      Pattern.compile("(?i)\\b(bearer|basic)(\\s{1,4})(?!" + PROSE + ")" + VALUE);

  /** {@code token=value}, {@code "token": "value"}, {@code X-Token: value}. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(token|secret|password|passwd|api[-_]?key|signature|\\bsig)"
              + "(\"?\\s{0,4}[=:]\\s{0,4}\"?)(?!\\*)(?!(?<=[:]\\s{1,4})(?<!-\\w{1,12}:\\s{1,4})"
              + PROSE
              + ")"
              + VALUE);

  private final List<String> secrets;

  /**
   * @param secrets known ones; those shorter than 6 characters are not searched for
   */
  public Masker(Collection<Secret> secrets) {
    this.secrets =
        secrets.stream()
            .map(Secret::value)
            .filter(secret -> secret.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** The text without its secrets. */
  public String mask(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
    }
    masked = masked.contains(ADDRESS) ? addresses(masked) : masked;
    masked = AUTHORIZATION.matcher(masked).replaceAll("$1" + MASK);
    masked = SCHEME.matcher(masked).replaceAll("$1$2" + MASK);
    return NAMED.matcher(masked).replaceAll("$1$2" + MASK);
  }

  private static String addresses(String text) {
    StringBuilder masked = new StringBuilder(text.length());
    int from = 0;
    while (from < text.length()) {
      int to = from;
      while (to < text.length() && ENDS.indexOf(text.charAt(to)) < 0) {
        to++;
      }
      String word = text.substring(from, to);
      masked.append(word.contains(ADDRESS) ? address(word) : word);
      while (to < text.length() && ENDS.indexOf(text.charAt(to)) >= 0) {
        masked.append(text.charAt(to++));
      }
      from = to;
    }
    return masked.toString();
  }

  private static String address(String word) {
    StringBuilder open = new StringBuilder(word.length());
    int from = 0;
    for (int at = word.indexOf(ADDRESS); at >= 0; at = word.indexOf(ADDRESS, from)) {
      int host = at + ADDRESS.length();
      int slash = word.indexOf('/', host);
      String authority = word.substring(host, slash < 0 ? word.length() : slash);
      int user = authority.lastIndexOf('@');
      open.append(word, from, host).append(user < 0 ? "" : MASK + "@");
      open.append(authority.substring(user + 1));
      from = host + authority.length();
    }
    String shown = open.append(word.substring(from)).toString();
    int path = shown.indexOf(ADDRESS) + ADDRESS.length();
    int end = path;
    while (end < shown.length() && "?#".indexOf(shown.charAt(end)) < 0) {
      end++;
    }
    return end == shown.length() ? shown : shown.substring(0, end) + "?" + MASK;
  }
}
