package io.mediarunner.core.transcription.speech;

import java.util.List;

/**
 * How fast somebody speaks in a chunk, which tells how long the words of one region take. Pure.
 *
 * @param characters of all words
 * @param seconds of the regions that they are in
 * @param regions how many those are
 */
record Pace(int characters, double seconds, int regions) {
  /** Fewer tell nothing about another one. */
  private static final int LEAST_OTHERS = 2;

  static Pace of(List<HeardRegion> regions, List<List<WordRun>> runs) {
    int characters = 0;
    double seconds = 0;
    int spoken = 0;
    for (int k = 0; k < regions.size(); k++) {
      if (!runs.get(k).isEmpty()) {
        characters += characters(runs.get(k));
        seconds += length(regions.get(k));
        spoken++;
      }
    }
    return new Pace(characters, seconds, spoken);
  }

  /** How long the words of a region take at the pace of the others; 0 if that is not known. */
  double seconds(HeardRegion region, List<WordRun> runs) {
    int own = characters(runs);
    double others = seconds - length(region);
    return own == 0 || regions - 1 < LEAST_OTHERS || characters <= own
        ? 0
        : own * others / (characters - own);
  }

  private static int characters(List<WordRun> runs) {
    return runs.stream()
        .flatMap(run -> run.words().stream())
        .mapToInt(w -> w.text().length())
        .sum();
  }

  private static double length(HeardRegion region) {
    return region.lastSound() - region.firstSound();
  }
}
