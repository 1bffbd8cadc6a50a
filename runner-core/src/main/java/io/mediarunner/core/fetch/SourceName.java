package io.mediarunner.core.fetch;

import io.mediarunner.core.net.WebUrl;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a source, from its URL or its server. */
final class SourceName {
  private static final Pattern DISPOSITION_NAME =
      Pattern.compile("filename=\"?([^\";]+)\"?", Pattern.CASE_INSENSITIVE);
  private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,5}");

  private SourceName() {}

  /** The last path segment, percent-decoded; else what Content-Disposition says; else "video". */
  static String of(WebUrl url, Optional<String> contentDisposition) {
    String decoded = url.lastSegment().replaceAll("\\p{Cntrl}", "");
    String last = decoded.substring(decoded.lastIndexOf('/') + 1).strip();
    if (!last.isEmpty()) {
      return last;
    }
    return contentDisposition
        .map(DISPOSITION_NAME::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1).strip())
        .map(name -> name.substring(name.lastIndexOf('/') + 1))
        .filter(name -> !name.isEmpty())
        .orElse("video");
  }

  /** Our own name for the file: {@code source}, with the extension if it is a plain one. */
  static String stored(String name) {
    int dot = name.lastIndexOf('.');
    String extension = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    return EXTENSION.matcher(extension).matches() ? "source." + extension : "source";
  }
}
