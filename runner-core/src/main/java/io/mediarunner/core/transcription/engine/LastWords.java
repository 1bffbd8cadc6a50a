package io.mediarunner.core.transcription.engine;

import java.util.function.Consumer;

/** The last line that an engine wrote: why a trial failed, as far as the engine says. */
final class LastWords implements Consumer<String> {
  private static final int LONGEST = 300;

  private String last = "";

  @Override
  public void accept(String text) {
    text.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("command: "))
        .forEach(line -> last = line.strip());
  }

  /** What it said, or something else if it said nothing. */
  String or(String otherwise) {
    return last.isEmpty() ? otherwise : last.substring(0, Math.min(LONGEST, last.length()));
  }
}
