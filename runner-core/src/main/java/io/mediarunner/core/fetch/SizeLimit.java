package io.mediarunner.core.fetch;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import java.util.Locale;
import java.util.Optional;

/**
 * How large a download may be; it is over the moment that it is larger.
 *
 * @param bytes 0 = no limit
 * @param failure what it then fails with; empty = {@code SOURCE_TOO_LARGE}, with both sizes
 */
record SizeLimit(long bytes, Optional<Failure> failure) {
  private static final double GIB = 1L << 30;
  private static final double MIB = 1L << 20;

  static SizeLimit of(long bytes) {
    return new SizeLimit(bytes, Optional.empty());
  }

  /**
   * @param size announced, or that is there already
   * @throws TaskFailedException if that is too much
   */
  void check(long size) throws TaskFailedException {
    if (bytes > 0 && size > bytes) {
      throw new TaskFailedException(
          failure.orElseGet(
              () ->
                  new Failure(
                      FailureCode.SOURCE_TOO_LARGE,
                      String.format(
                          Locale.ROOT,
                          "The source has at least %s; this runner takes up to %s.",
                          text(size),
                          text(bytes)))));
    }
  }

  private static String text(long size) {
    if (size >= GIB) {
      return String.format(Locale.ROOT, "%.2f GB", size / GIB);
    }
    return size >= MIB ? String.format(Locale.ROOT, "%.1f MB", size / MIB) : size + " bytes";
  }
}
