package io.mediarunner.core.media;

import java.text.Normalizer;

/** The name that result files share, derived from the source's. */
public final class BaseName {
  private static final int LONGEST = 100;

  private BaseName() {}

  /**
   * Derives it: {@code t01 Été.mp4} becomes {@code t01_Ete}.
   *
   * @param sourceName last path segment of the source address, percent-decoded
   * @return 1 to 100 of {@code A-Z a-z 0-9 . _ -}, beginning and ending with a letter or digit
   */
  public static String of(String sourceName) {
    int dot = sourceName.lastIndexOf('.');
    String stem = dot > 0 ? sourceName.substring(0, dot) : sourceName;
    String ascii =
        Normalizer.normalize(stem, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}+", "")
            .replace("œ", "oe")
            .replace("Œ", "OE")
            .replace("æ", "ae")
            .replace("Æ", "AE")
            .replace("ß", "ss")
            .replace("ø", "o")
            .replace("Ø", "O")
            .replace("ł", "l")
            .replace("Ł", "L")
            .replace("đ", "d")
            .replace("Đ", "D")
            .replaceAll("[^A-Za-z0-9._-]+", "_");
    String cut = ascii.length() > LONGEST ? ascii.substring(0, LONGEST) : ascii;
    String base = cut.replaceAll("^[._-]+|[._-]+$", "");
    return base.isEmpty() ? "video" : base;
  }
}
