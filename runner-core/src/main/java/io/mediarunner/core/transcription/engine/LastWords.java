package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
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

  /** Why a trial failed: what it said, unless the failure itself says more than that it failed. */
  String why(Failure failure) {
    return last.isEmpty() || failure.code() != FailureCode.ENGINE_FAILED
        ? failure.message()
        : last.substring(0, Math.min(LONGEST, last.length()));
  }
}
