package io.mediarunner.core.bundle;

import io.mediarunner.core.log.Masker;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What leaves the machine: without secrets, and with long texts cut.
 *
 * @param storage its path is of no interest to others
 */
record BundleMask(Masker masker, Path storage) {
  private static final int LONGEST = 2_000;

  /** Nothing but an address, even if it has blanks, which end one in running text. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?is)^(\\s*[a-z][a-z0-9+.-]*://[^?#]*)[?#].*$");

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(token|secret|passw|api[-_]?key|signature|authorization|credential).*");

  String text(String text) {
    return masker.mask(text.replace(storage.toAbsolutePath().toString(), "STORAGE_DIR"));
  }

  /** A JSON value, in depth. */
  @Nullable Object value(@Nullable Object value) {
    if (value instanceof String text) {
      String shown = text(ADDRESS.matcher(text).replaceFirst("$1?***"));
      return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + " …";
    }
    if (value instanceof List<?> list) {
      return list.stream().map(this::value).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> shown = new LinkedHashMap<>();
      map.forEach(
          (name, inner) -> {
            String key = text(String.valueOf(name));
            shown.put(key, SECRET_NAME.matcher(key).matches() ? "***" : value(inner));
          });
      return shown;
    }
    return value;
  }
}
