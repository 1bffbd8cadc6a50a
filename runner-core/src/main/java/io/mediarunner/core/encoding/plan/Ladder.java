package io.mediarunner.core.encoding.plan;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The renditions that a source may be encoded to, smallest first.
 *
 * @param rungs at least one, by ascending height, no height twice
 */
public record Ladder(List<Rendition> rungs) {
  /** What a runner offers unless the task says otherwise. */
  public static final Ladder DEFAULT =
      new Ladder(
          List.of(
              new Rendition(360, "640x360", 750_000, 500_000, 1_000_000, 1_500_000, 96_000, true),
              new Rendition(
                  720, "1280x720", 2_000_000, 1_000_000, 3_000_000, 4_000_000, 128_000, true),
              new Rendition(
                  1080, "1920x1080", 3_000_000, 2_000_000, 4_500_000, 6_000_000, 192_000, false)));

  /** A source this much smaller than a rung still gets it: 1072 lines are meant as 1080. */
  private static final double TOLERANCE = 0.05;

  /**
   * @throws IllegalArgumentException if there is no rung, or one height twice
   */
  public Ladder {
    TreeMap<Integer, Rendition> byHeight = new TreeMap<>();
    rungs.forEach(rung -> byHeight.put(rung.height(), rung));
    if (byHeight.isEmpty() || byHeight.size() != rungs.size()) {
      throw new IllegalArgumentException("rungs: at least one, each height once");
    }
    rungs = rungs.stream().sorted(Comparator.comparingInt(Rendition::height)).toList();
  }

  /**
   * The rungs for a source: always the lowest, and each one that does not upscale it.
   *
   * @param shortSide the smaller side of the source as seen, pixels
   */
  public List<Rendition> select(int shortSide) {
    return rungs.stream()
        .filter(rung -> rung.equals(rungs.get(0)) || shortSide >= rung.height() * (1 - TOLERANCE))
        .toList();
  }
}
