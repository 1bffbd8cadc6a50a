package io.mediarunner.core.transcription.captions;

import io.mediarunner.core.transcription.speech.ScriptText;
import java.util.List;

/**
 * A subtitle.
 *
 * @param startMillis from the recording's beginning, 0 or more
 * @param endMillis after {@code startMillis}
 * @param lines one or two, plain text, as {@link ScriptText#clean} leaves it; none is empty
 */
public record Cue(long startMillis, long endMillis, List<String> lines) {
  public Cue {
    lines = lines.stream().map(ScriptText::clean).filter(line -> !line.isEmpty()).toList();
  }
}
