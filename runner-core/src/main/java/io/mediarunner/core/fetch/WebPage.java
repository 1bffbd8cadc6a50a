package io.mediarunner.core.fetch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notices a web page that comes instead of a file: a login, a message, the page around a player. It
 * is shown the bytes as they come and keeps no more than a page's head.
 */
final class WebPage {
  private static final int ENOUGH_TO_TELL = 1024;
  private static final int ENOUGH_FOR_A_TITLE = 64 << 10;
  private static final int LONGEST_TITLE = 100;

  private static final Pattern BEFORE =
      Pattern.compile("(?s)\\A(\ufeff|\\s|<!--.*?-->|<\\?xml.*?\\?>)*+");
  private static final Pattern PAGE = Pattern.compile("(?is)\\A<(!doctype\\s+html|html)\\b.*");
  private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]*>(.{0,2000}?)</title");
  private static final Pattern TAG = Pattern.compile("(?s)\\A<([A-Za-z][A-Za-z0-9]*)[\\s/>].*");
  private static final Set<String> TAGS =
      Set.of(
          "head", "body", "title", "script", "meta", "link", "style", "div", "p", "h1", "h2", "h3",
          "center", "table", "form", "font", "b", "br", "a", "span", "main", "pre");

  private final boolean announced;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private Optional<Boolean> page = Optional.empty();
  private boolean full;

  /**
   * @param announced whether the server calls it a page
   */
  WebPage(boolean announced) {
    this.announced = announced;
  }

  /** More of it came. */
  void add(byte[] bytes, int length) {
    if (full || page.equals(Optional.of(false))) {
      return;
    }
    head.write(bytes, 0, Math.min(length, ENOUGH_FOR_A_TITLE - head.size()));
    full = head.size() == ENOUGH_FOR_A_TITLE;
    if (page.isEmpty() && head.size() >= ENOUGH_TO_TELL) {
      page = Optional.of(looksLikeOne());
    }
  }

  /** Whether it is a page, and all of it is here that says which. */
  boolean isKnown() {
    return page.orElse(false) && (full || TITLE.matcher(text()).find());
  }

  /** Whether it is one, now that it has ended. */
  boolean isOne() {
    return page.orElseGet(this::looksLikeOne);
  }

  /** What it is called; empty if it does not say. */
  Optional<String> title() {
    Matcher found = TITLE.matcher(text());
    return Optional.of(found.find() ? found.group(1) : "")
        .map(
            raw ->
                raw.replaceAll("<[^>]*>", "")
                    .replace("&amp;", "&")
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&#39;", "'")
                    .replace("&nbsp;", " ")
                    .replaceAll("[\\p{Cntrl}\\s\u00a0]+", " ")
                    .strip())
        .filter(title -> !title.isEmpty())
        .map(
            title ->
                title.codePointCount(0, title.length()) > LONGEST_TITLE
                    ? title.substring(0, title.offsetByCodePoints(0, LONGEST_TITLE)) + "…"
                    : title);
  }

  private String text() {
    return head.toString(StandardCharsets.UTF_8);
  }

  private boolean looksLikeOne() {
    String text = text();
    String rest = BEFORE.matcher(text).replaceFirst("");
    if (PAGE.matcher(rest).matches()) {
      return true;
    }
    if (!announced || rest.isEmpty() || text.strip().startsWith("<?xml")) {
      return false;
    }
    boolean readable =
        text.chars().limit(ENOUGH_TO_TELL).allMatch(c -> (c >= ' ' && c != 0x7f) || isBlank(c));
    Matcher tag = TAG.matcher(rest);
    boolean otherMarkup = tag.matches() && !TAGS.contains(tag.group(1).toLowerCase(Locale.ROOT));
    return readable && !otherMarkup && !rest.startsWith("#EXTM3U");
  }

  private static boolean isBlank(int c) {
    return c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }
}
