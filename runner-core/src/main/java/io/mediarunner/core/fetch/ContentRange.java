package io.mediarunner.core.fetch;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header {@code Content-Range} (RFC 9110, section 14.4).
 *
 * @param first number of the first byte that comes; empty where none does
 * @param last number of the last one
 * @param total bytes of the whole file; empty where the server does not know
 */
record ContentRange(OptionalLong first, OptionalLong last, OptionalLong total) {
  private static final Pattern FORM =
      Pattern.compile(
          "bytes[ =]\\s*(?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18}|\\*)", Pattern.CASE_INSENSITIVE);

  /** Empty for another unit and for what is no range. */
  static Optional<ContentRange> parse(String header) {
    Matcher found = FORM.matcher(header.strip());
    if (!found.matches()) {
      return Optional.empty();
    }
    ContentRange range =
        new ContentRange(number(found.group(1)), number(found.group(2)), number(found.group(3)));
    boolean backwards =
        (range.first.isPresent() && range.first.getAsLong() > range.last.getAsLong())
            || (range.last.isPresent()
                && range.total.isPresent()
                && range.last.getAsLong() >= range.total.getAsLong());
    return backwards ? Optional.empty() : Optional.of(range);
  }

  private static OptionalLong number(String digits) {
    return digits == null || digits.equals("*")
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(digits));
  }

  /** Whether it begins with that byte. */
  boolean beginsAt(long position) {
    return first.isPresent() && first.getAsLong() == position;
  }

  /** Bytes that come. */
  long length() {
    return first.isEmpty() ? 0 : last.getAsLong() - first.getAsLong() + 1;
  }

  /** Whether it is the whole file. */
  boolean isWhole() {
    return beginsAt(0) && total.isPresent() && last.getAsLong() + 1 == total.getAsLong();
  }
}
