package io.mediarunner.core.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes out of a request's texts what no program, file or page can carry: control characters, which
 * end an argument or forge a line, and halves of surrogate pairs, which no encoding has.
 */
final class RequestText {
  /** Shown on one line, and handed to ffmpeg. */
  private static final Set<String> ONE_LINE = Set.of("video_id", "video_slug", "video_title");

  private RequestText() {}

  /** Text of one line: line breaks and tabs become blanks. */
  static String line(String text) {
    return block(text.replaceAll("[\\t\\n\\r\\u0085\\u2028\\u2029]+", " "));
  }

  /** Text that may have lines, such as JSON. */
  static String block(String text) {
    if (text.codePoints().noneMatch(RequestText::unfit)) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> !isControl(c))
        .map(c -> isHalf(c) ? 0xfffd : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean unfit(int c) {
    return isControl(c) || isHalf(c);
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r';
  }

  private static boolean isHalf(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  /** A task's parameters, as deep as they go. */
  static Map<String, Object> parameters(Map<String, Object> given) {
    Map<String, Object> clean = new LinkedHashMap<>();
    given.forEach(
        (name, value) ->
            clean.put(
                line(name),
                ONE_LINE.contains(name) && value instanceof String text
                    ? line(text)
                    : value(value)));
    return Collections.unmodifiableMap(clean); // not Map.copyOf: a JSON value may be null
  }

  private static Object value(Object value) {
    if (value instanceof String text) {
      return block(text);
    }
    if (value instanceof List<?> list) {
      List<Object> clean = new ArrayList<>();
      list.forEach(item -> clean.add(value(item)));
      return Collections.unmodifiableList(clean);
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> clean = new LinkedHashMap<>();
      map.forEach((name, item) -> clean.put(value(name), value(item)));
      return Collections.unmodifiableMap(clean);
    }
    return value;
  }
}
