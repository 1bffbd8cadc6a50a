package io.mediarunner.core.transcription.chapters;

import io.mediarunner.core.transcription.speech.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Titles from the words that a section has and the others have not, by tf-idf (Salton and Buckley,
 * "Term-weighting approaches in automatic text retrieval", 1988). Pure.
 */
final class ChapterTitles {
  private static final int WORDS = 3;

  /** Shorter words are mostly articles and prepositions. */
  private static final int SHORTEST = 4;

  private static final double SURE = 0.5;

  private ChapterTitles() {}

  /** How often a section has a word, and as what it is first written. */
  private record Count(String shown, int times, int first) {}

  static List<String> of(List<List<Word>> sections) {
    List<Map<String, Count>> counts = sections.stream().map(ChapterTitles::counts).toList();
    Map<String, Integer> having = new HashMap<>();
    counts.forEach(one -> one.keySet().forEach(word -> having.merge(word, 1, Integer::sum)));
    List<String> titles = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < counts.size(); i++) {
      String title = title(counts.get(i), having, sections.size());
      titles.add(title.isEmpty() || !taken.add(title) ? "Chapter " + (i + 1) : title);
    }
    return titles;
  }

  private static String title(Map<String, Count> words, Map<String, Integer> having, int sections) {
    boolean own = words.keySet().stream().anyMatch(word -> having.getOrDefault(word, 0) == 1);
    int most = own ? 1 : sections - 1;
    List<String> best =
        words.entrySet().stream()
            .filter(e -> having.getOrDefault(e.getKey(), 0) <= most)
            .sorted(
                Comparator.comparingDouble(
                        (Map.Entry<String, Count> e) ->
                            -e.getValue().times()
                                * Math.log(
                                    (double) sections / having.getOrDefault(e.getKey(), sections)))
                    .thenComparingInt(e -> e.getValue().first()))
            .limit(WORDS)
            .sorted(Comparator.comparingInt(e -> e.getValue().first()))
            .map(e -> e.getValue().shown())
            .toList();
    String title = String.join(", ", best);
    return title.isEmpty()
        ? ""
        : title.substring(0, title.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT)
            + title.substring(title.offsetByCodePoints(0, 1));
  }

  private static Map<String, Count> counts(List<Word> words) {
    Map<String, Count> counts = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      String shown = word.text().replaceAll("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$", "");
      boolean unsure = word.probability() < SURE;
      if (shown.codePointCount(0, shown.length()) < SHORTEST || unsure) {
        continue;
      }
      Count seen = counts.get(shown.toLowerCase(Locale.ROOT));
      counts.put(
          shown.toLowerCase(Locale.ROOT),
          seen == null
              ? new Count(shown, 1, i)
              : new Count(seen.shown(), seen.times() + 1, seen.first()));
    }
    return counts;
  }
}
