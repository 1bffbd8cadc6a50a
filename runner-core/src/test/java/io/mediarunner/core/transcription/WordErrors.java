package io.mediarunner.core.transcription;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a transcript differs from a reference, by the alignment with the fewest edits of words. The
 * rates are those of Morris, Maier and Green, "From WER and RIL to MER and WIL" (2004), as jiwer
 * gives them. Case, punctuation and the form of Unicode do not count.
 *
 * @param hits words that are the same
 * @param substitutions other words in their place
 * @param deletions words of the reference that are missing
 * @param insertions words that the reference does not have
 * @param pairs indices of the words that are the same: in the reference, in the transcript
 */
record WordErrors(int hits, int substitutions, int deletions, int insertions, List<int[]> pairs) {
  private static final Pattern MARKS = Pattern.compile("[^\\p{L}\\p{N}\\p{M}']+");
  private static final byte SAME = 0;
  private static final byte OTHER = 1;
  private static final byte MISSING = 2;
  private static final byte MORE = 3;

  /** Words to compare; a text of marks alone is none. */
  static List<String> words(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    for (String word : MARKS.matcher(plain.replace('’', '\'')).replaceAll(" ").split(" ")) {
      String bare = word.replaceAll("^'+|'+$", "");
      if (!bare.isEmpty()) {
        words.add(bare);
      }
    }
    return words;
  }

  /**
   * Compares; needs a byte for each pair of words, so 100 MB for an hour of speech.
   *
   * @param reference words that are right, as {@link #words} gives them
   */
  static WordErrors of(List<String> reference, List<String> transcript) {
    byte[][] way = new byte[reference.size() + 1][transcript.size() + 1];
    int[] last = new int[transcript.size() + 1];
    for (int j = 1; j <= transcript.size(); j++) {
      last[j] = j;
      way[0][j] = MORE;
    }
    for (int i = 1; i <= reference.size(); i++) {
      int[] row = new int[transcript.size() + 1];
      row[0] = i;
      way[i][0] = MISSING;
      for (int j = 1; j <= transcript.size(); j++) {
        boolean same = reference.get(i - 1).equals(transcript.get(j - 1));
        int replaced = last[j - 1] + (same ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
        row[j] = least;
        way[i][j] =
            least == replaced ? (same ? SAME : OTHER) : least == last[j] + 1 ? MISSING : MORE;
      }
      last = row;
    }
    return along(way);
  }

  private static WordErrors along(byte[][] way) {
    int[] counts = new int[4];
    List<int[]> pairs = new ArrayList<>();
    int i = way.length - 1;
    int j = way[0].length - 1;
    while (i > 0 || j > 0) {
      byte step = way[i][j];
      counts[step]++;
      if (step == SAME) {
        pairs.add(new int[] {i - 1, j - 1});
      }
      i -= step == MORE ? 0 : 1;
      j -= step == MISSING ? 0 : 1;
    }
    Collections.reverse(pairs);
    return new WordErrors(counts[SAME], counts[OTHER], counts[MISSING], counts[MORE], pairs);
  }

  /** Of several recordings together; without their pairs. */
  WordErrors plus(WordErrors other) {
    return new WordErrors(
        hits + other.hits,
        substitutions + other.substitutions,
        deletions + other.deletions,
        insertions + other.insertions,
        List.of());
  }

  int reference() {
    return hits + substitutions + deletions;
  }

  private int transcript() {
    return hits + substitutions + insertions;
  }

  /** Word error rate: edits per word of the reference, 0 or more; NaN without a reference. */
  double wer() {
    return (double) (substitutions + deletions + insertions) / reference();
  }

  /** Match error rate: edits per pair of the alignment, 0 to 1. */
  double mer() {
    int edits = substitutions + deletions + insertions;
    return (double) edits / (edits + hits);
  }

  /** Word information lost, 0 to 1. */
  double wil() {
    return 1 - (double) hits / reference() * hits / transcript();
  }
}
