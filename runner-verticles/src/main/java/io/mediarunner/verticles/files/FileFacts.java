package io.mediarunner.verticles.files;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Data for the headers of a file response.
 *
 * @param size in bytes
 * @param etag quoted; changes with the content
 * @param lastModified as an HTTP date
 */
record FileFacts(long size, String etag, String lastModified) {
  // Not RFC_1123_DATE_TIME, which writes the day of the month with one digit.
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** Results appear by rename and are never modified, so time and size identify the content. */
  static FileFacts of(long size, FileTime modified) {
    Instant at = modified.toInstant();
    String etag =
        "\"" + Long.toHexString(at.getEpochSecond()) + "-" + at.getNano() + "-" + size + "\"";
    return new FileFacts(size, etag, httpDate(at));
  }

  static String httpDate(Instant at) {
    return HTTP_DATE.format(at);
  }
}
