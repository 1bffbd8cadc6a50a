package io.mediarunner.core.transcription.captions;

import io.mediarunner.core.transcription.speech.ScriptText;
import java.util.List;

/**
 * How far cues keep the rules for reading: at most 2 lines of 42 columns, 21 characters per second,
 * one second or more, 0.08 s between two. Who speaks fast, or without a pause, breaks some.
 *
 * @param tooFast cues with more characters per second
 * @param tooShort cues that last less than a second
 * @param tooClose cues that follow the one before within less than 0.08 s
 * @param tooWide cues with a longer or a third line
 * @param fastest the most characters per second of a cue
 */
public record ReadingQuality(int tooFast, int tooShort, int tooClose, int tooWide, double fastest) {
  private static final double CHARACTERS_A_SECOND = 21;
  private static final long SHORTEST_MILLIS = 1000;
  private static final long GAP_MILLIS = 80;
  private static final int COLUMNS = 42;
  private static final int LINES = 2;

  /** Of cues in order. */
  public static ReadingQuality of(List<Cue> cues) {
    int tooFast = 0;
    int tooShort = 0;
    int tooClose = 0;
    int tooWide = 0;
    double fastest = 0;
    for (int i = 0; i < cues.size(); i++) {
      Cue cue = cues.get(i);
      long millis = Math.max(1, cue.endMillis() - cue.startMillis());
      double speed = ScriptText.graphemes(ScriptText.joined(cue.lines())).size() * 1000.0 / millis;
      fastest = Math.max(fastest, speed);
      tooFast += speed > CHARACTERS_A_SECOND ? 1 : 0;
      tooShort += millis < SHORTEST_MILLIS ? 1 : 0;
      boolean close = i > 0 && cue.startMillis() - cues.get(i - 1).endMillis() < GAP_MILLIS;
      tooClose += close ? 1 : 0;
      boolean wide = cue.lines().stream().anyMatch(line -> Columns.of(line) > COLUMNS);
      tooWide += wide || cue.lines().size() > LINES ? 1 : 0;
    }
    return new ReadingQuality(tooFast, tooShort, tooClose, tooWide, fastest);
  }
}
