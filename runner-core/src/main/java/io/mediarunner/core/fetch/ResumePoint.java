package io.mediarunner.core.fetch;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/**
 * What tells that the rest of a file belongs to the part that is there: the strong validator of its
 * first answer (RFC 9110, sections 8.8 and 13.1.5) and the size that was said then. A weak one
 * means "much the same", which is no good for bytes.
 *
 * @param validator for {@code If-Range}: a strong entity tag, or a date that is as good as one
 * @param lastModified as the first answer had it
 * @param total bytes of the whole file, if they were said
 */
record ResumePoint(String validator, Optional<String> lastModified, OptionalLong total) {
  ResumePoint {
    Objects.requireNonNull(validator, "validator");
    Objects.requireNonNull(lastModified, "lastModified");
    Objects.requireNonNull(total, "total");
  }

  /** Of an answer with the file from its beginning; empty where it cannot be resumed. */
  static Optional<ResumePoint> of(HttpResponse response, OptionalLong total) {
    Optional<String> tag = header(response, HttpHeaders.ETAG);
    Optional<String> date = header(response, HttpHeaders.LAST_MODIFIED);
    boolean never =
        header(response, HttpHeaders.ACCEPT_RANGES).filter("none"::equalsIgnoreCase).isPresent();
    Optional<String> validator =
        tag.isPresent() ? tag.filter(ResumePoint::isStrong) : date.filter(d -> old(response, d));
    return validator.filter(unused -> !never).map(text -> new ResumePoint(text, date, total));
  }

  /** Section 8.8.2.2: the file could change twice within the second that the date names. */
  private static boolean old(HttpResponse response, String lastModified) {
    Instant changed = DateUtils.parseStandardDate(lastModified);
    Instant sent =
        header(response, HttpHeaders.DATE).map(DateUtils::parseStandardDate).orElse(null);
    return changed != null
        && sent != null
        && Duration.between(changed, sent).compareTo(Duration.ofSeconds(1)) >= 0;
  }

  private static boolean isStrong(String tag) {
    return tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"");
  }

  private boolean isTag() {
    return validator.startsWith("\"");
  }

  /**
   * Whether an answer 206 goes on exactly where the part that is there ends, in the same file
   * (section 15.3.7.3).
   *
   * @param have bytes that are there
   */
  boolean continues(HttpResponse response, long have, long length) {
    Optional<ContentRange> range =
        header(response, HttpHeaders.CONTENT_RANGE).flatMap(ContentRange::parse);
    boolean fits =
        range
            .filter(r -> r.beginsAt(have))
            .filter(r -> length < 0 || length == r.length())
            .filter(r -> r.total().isEmpty() || total.isEmpty() || r.total().equals(total))
            .isPresent();
    Optional<String> tag = header(response, HttpHeaders.ETAG);
    Optional<String> date = header(response, HttpHeaders.LAST_MODIFIED);
    boolean same =
        isTag() ? tag.equals(Optional.of(validator)) : date.equals(Optional.of(validator));
    boolean unchanged = date.isEmpty() || lastModified.isEmpty() || date.equals(lastModified);
    return fits && same && unchanged && ContentDecoding.isIdentity(response);
  }

  /** Whether an answer 416 says that nothing is missing. */
  boolean isAll(HttpResponse response, long have) {
    return header(response, HttpHeaders.CONTENT_RANGE)
        .flatMap(ContentRange::parse)
        .filter(range -> range.first().isEmpty() && range.total().equals(OptionalLong.of(have)))
        .filter(range -> total.isEmpty() || total.equals(range.total()))
        .isPresent();
  }

  private static Optional<String> header(HttpResponse response, String name) {
    return Optional.ofNullable(response.getFirstHeader(name)).map(h -> h.getValue().strip());
  }
}
