package io.mediarunner.verticles.files;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file.
 *
 * @param first offset of its first byte
 * @param last offset of its last byte, not below {@code first}
 */
record ByteRange(long first, long last) {
  private static final Pattern HEADER = Pattern.compile("\\s*bytes\\s*=(.*)", Pattern.DOTALL);
  private static final Pattern RANGE = Pattern.compile("\\s*(\\d*)\\s*-\\s*(\\d*)\\s*");

  long length() {
    return last - first + 1;
  }

  /**
   * Reads a {@code Range} header.
   *
   * @param size size of the file in bytes
   * @return the satisfiable ranges, clipped to the file's size; empty if the header is malformed
   */
  static Optional<List<ByteRange>> parse(String header, long size) {
    Matcher bytes = HEADER.matcher(header);
    if (!bytes.matches()) {
      return Optional.empty();
    }
    List<ByteRange> ranges = new ArrayList<>();
    for (String part : bytes.group(1).split(",", -1)) {
      Matcher range = RANGE.matcher(part);
      if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
        return Optional.empty();
      }
      long first;
      long last = size - 1;
      if (range.group(1).isEmpty()) { // a suffix range
        long suffix = number(range.group(2));
        first = suffix == 0 ? size : Math.max(0, size - suffix);
      } else {
        first = number(range.group(1));
        if (!range.group(2).isEmpty()) {
          last = number(range.group(2));
          if (new BigInteger(range.group(2)).compareTo(new BigInteger(range.group(1))) < 0) {
            return Optional.empty();
          }
          last = Math.min(last, size - 1);
        }
      }
      if (first < size) {
        ranges.add(new ByteRange(first, last));
      }
    }
    return Optional.of(ranges);
  }

  /** No file is larger than the largest number here, so a larger one means the same. */
  private static long number(String digits) {
    return new BigInteger(digits).min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
  }
}
