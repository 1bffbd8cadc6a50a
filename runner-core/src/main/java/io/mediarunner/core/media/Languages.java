package io.mediarunner.core.media;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;

/**
 * From the three letters that media files use (ISO 639-2) to the two that players expect (639-1).
 */
public final class Languages {
  /** Unknown language. */
  public static final String UNKNOWN = "und";

  private static final Map<String, String> TWO_LETTERS = twoLetters();

  private Languages() {}

  private static Map<String, String> twoLetters() {
    Map<String, String> codes = new HashMap<>();
    for (String two : Locale.getISOLanguages()) {
      try {
        codes.put(Locale.forLanguageTag(two).getISO3Language(), two);
      } catch (MissingResourceException e) {
        codes.put(two, two); // has no three letters
      }
      codes.put(two, two);
    }
    // The bibliographic codes of ISO 639-2/B, which differ from those that Java knows.
    codes.putAll(
        Map.of(
            "fre", "fr", "ger", "de", "dut", "nl", "gre", "el", "chi", "zh", "cze", "cs", "per",
            "fa", "rum", "ro", "slo", "sk", "ice", "is"));
    codes.putAll(
        Map.of(
            "alb", "sq", "arm", "hy", "baq", "eu", "bur", "my", "geo", "ka", "mac", "mk", "mao",
            "mi", "may", "ms", "tib", "bo", "wel", "cy"));
    return Map.copyOf(codes);
  }

  /**
   * @param language as a file says
   * @return two letters, or {@link #UNKNOWN}
   */
  public static String twoLetters(String language) {
    return TWO_LETTERS.getOrDefault(language.strip().toLowerCase(Locale.ROOT), UNKNOWN);
  }

  /**
   * As stored in MP4 files.
   *
   * @param language two letters
   */
  public static String threeLetters(String language) {
    return Locale.forLanguageTag(language).getISO3Language();
  }

  /**
   * The label of an audio track in a player's menu: its title, else the native name of its
   * language, else its number.
   *
   * @param title from the source; may be empty
   * @param language two letters, or {@link #UNKNOWN}
   * @param number of the track, from 0
   */
  public static String name(String title, String language, int number) {
    String clean = title.replaceAll("[\"\\p{Cntrl}]", " ").strip();
    if (!clean.isEmpty()) {
      return clean;
    }
    if (language.equals(UNKNOWN)) {
      return "Audio " + (number + 1);
    }
    Locale locale = Locale.forLanguageTag(language);
    return locale.getDisplayLanguage(locale);
  }
}
