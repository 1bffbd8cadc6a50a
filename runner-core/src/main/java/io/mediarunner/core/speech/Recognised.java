package io.mediarunner.core.speech;

import java.util.List;
import java.util.Objects;

/**
 * What an engine heard in one piece of sound, whichever engine it was.
 *
 * @param language that it heard or was told, as {@link SpokenLanguages} has them; empty text where
 *     it does not say
 * @param segments in order of time, counted from the piece's beginning
 */
public record Recognised(String language, List<Segment> segments) {
  /**
   * @throws NullPointerException if a component is null
   */
  public Recognised {
    Objects.requireNonNull(language, "language");
    segments = List.copyOf(segments);
  }

  /** Mean of the probabilities of all words; NaN where nobody says. */
  public double probability() {
    return segments.stream()
        .flatMap(segment -> segment.words().stream())
        .mapToDouble(Word::probability)
        .average()
        .orElse(Double.NaN);
  }
}
