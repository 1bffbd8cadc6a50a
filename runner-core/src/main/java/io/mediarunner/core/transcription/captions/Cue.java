package io.mediarunner.core.transcription.captions;

import java.util.List;

/**
 * A subtitle.
 *
 * @param startMillis from the recording's beginning, 0 or more
 * @param endMillis after {@code startMillis}
 * @param lines one or two, plain text
 */
public record Cue(long startMillis, long endMillis, List<String> lines) {
  public Cue {
    lines = List.copyOf(lines);
  }
}
