package io.mediarunner.core.transcription.speech;

import java.util.List;
import java.util.Objects;

/**
 * What an engine transcribed in one chunk of audio, whichever engine it was.
 *
 * @param language that it detected or was given, as {@link SpokenLanguages} has them; empty text if
 *     it does not report it
 * @param segments in order of time, counted from the chunk's beginning
 */
public record ChunkTranscript(String language, List<Segment> segments) {
  /**
   * @throws NullPointerException if a component is null
   */
  public ChunkTranscript {
    Objects.requireNonNull(language, "language");
    segments = List.copyOf(segments);
  }

  /** Mean probability of all words; NaN if unknown. */
  public double probability() {
    return Word.meanProbability(
        segments.stream().flatMap(segment -> segment.words().stream()).toList());
  }
}
