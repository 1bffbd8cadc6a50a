package io.mediarunner.core.transcription.speech;

import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A part of a recording in one language.
 *
 * @param time from its first to its last speech
 * @param language a code
 */
public record LanguagePart(Interval time, String language) {
  /**
   * @throws NullPointerException if a component is null
   */
  public LanguagePart {
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(language, "language");
  }

  /** The language of a moment: that of the part it is in, else of the one nearest to it. */
  public static String at(List<LanguagePart> parts, double seconds) {
    return parts.stream()
        .min(Comparator.comparingDouble(part -> part.distance(seconds)))
        .map(LanguagePart::language)
        .orElse("");
  }

  private double distance(double seconds) {
    return Math.max(0, Math.max(time.startSeconds() - seconds, seconds - time.endSeconds()));
  }
}
