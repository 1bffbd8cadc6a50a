package io.mediarunner.core.transcription.vocabulary;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.commons.codec.language.DoubleMetaphone;

/**
 * A text as it is written without accents and as it sounds.
 *
 * @param letters lower case, without accents, blanks and marks
 * @param key by Double Metaphone (Lawrence Philips, 2000); empty for scripts other than Latin
 */
record Pronounced(String letters, String key) {
  private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");
  private static final Pattern OTHER = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final int KEY_LENGTH = 16;

  /** Share of the letters that may differ if both sound the same. */
  private static final double SAME_SOUND = 0.42;

  /** The same if they sound nearly the same. */
  private static final double SIMILAR_SOUND = 0.25;

  /** Below it, one different sound makes another word. */
  private static final int SHORT_KEY = 4;

  /** Shorter terms are only recognised by their letters: many words sound like them. */
  private static final int SHORT_TERM = 4;

  static Pronounced of(String text) {
    String plain = ACCENTS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
    String letters = OTHER.matcher(plain).replaceAll("").toLowerCase(Locale.ROOT);
    DoubleMetaphone metaphone = new DoubleMetaphone();
    metaphone.setMaxCodeLen(KEY_LENGTH);
    String key = metaphone.doubleMetaphone(letters);
    return new Pronounced(letters, key == null ? "" : key);
  }

  /** Whether it ends as a plural does. */
  boolean hisses() {
    return key.endsWith("S") && letters.matches(".*[sx]");
  }

  /**
   * How far what was heard is from this term: 0 if the letters are the same, below 1 if it sounds
   * like it, 1 if it does not.
   */
  double distance(Pronounced heard) {
    if (letters.equals(heard.letters)) {
      return 0;
    }
    if (letters.length() < SHORT_TERM || key.isEmpty() || heard.key.isEmpty()) {
      return 1;
    }
    int longest = Math.max(letters.length(), heard.letters.length());
    double share = (double) edits(letters, heard.letters) / longest;
    int sounds = edits(key, heard.key);
    boolean alike =
        sounds == 0
            ? share <= SAME_SOUND
            : sounds == 1
                && Math.min(key.length(), heard.key.length()) >= SHORT_KEY
                && share <= SIMILAR_SOUND;
    return alike ? share : 1;
  }

  /** Levenshtein's distance: characters to insert, remove or replace. */
  private static int edits(String one, String other) {
    int[] last = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[other.length() + 1];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
      }
      last = row;
    }
    return last[other.length()];
  }
}
