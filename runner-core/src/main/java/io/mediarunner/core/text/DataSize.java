package io.mediarunner.core.text;

import java.util.Locale;

/** Amounts of data as people read them. */
public final class DataSize {
  private static final double MB = 1e6;
  private static final double GB = 1e9;

  private DataSize() {}

  /** In GB with one decimal, such as {@code 2.5 GB}; less than one in whole MB. */
  public static String text(long bytes) {
    return Math.round(bytes / MB) < 1000
        ? String.format(Locale.ROOT, "%d MB", Math.round(bytes / MB))
        : String.format(Locale.ROOT, "%.1f GB", bytes / GB);
  }
}
