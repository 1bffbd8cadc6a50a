package io.mediarunner.launcher.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The figures of an engine over many layouts. */
final class CaptionFigures {
  private final List<Double> startErrors = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();
  private int layouts;
  private int sentences;
  private int joined;
  private int acrossSilence;
  private int invented;
  private int lost;
  private int other;
  private int right;
  private int bareRight;

  /**
   * Adds one layout. A sentence that goes on in a cue that is shown already has no cue whose start
   * could be wrong.
   */
  void add(LayoutResult result) {
    layouts++;
    acrossSilence += result.acrossSilence();
    invented += result.invented();
    if (!Double.isNaN(result.cpu())) {
      ratios.add(result.cpu());
    }
    for (LayoutResult.Sentence sentence : result.sentences()) {
      sentences++;
      if (sentence.joined()) {
        joined++;
      } else if (!Double.isNaN(sentence.error())) {
        startErrors.add(sentence.error());
      }
      lost += sentence.heard() && !sentence.shown() ? 1 : 0;
      right += sentence.same() ? 1 : 0;
      bareRight += sentence.heard() ? 1 : 0;
      other += sentence.heard() && sentence.shown() && !sentence.same() ? 1 : 0;
    }
  }

  void print(String engine) {
    String name = engine + ", " + layouts + " layouts";
    Collections.sort(startErrors);
    BenchRuns.row(name, "cue start error, median, s", number(at(0.5), "%.3f"), "≤ 0.1");
    BenchRuns.row(name, "cue start error, 95th percentile, s", number(at(0.95), "%.3f"), "≤ 0.2");
    BenchRuns.row(name, "sentences in the cue of the one before", "" + joined, "");
    BenchRuns.row(name, "cues over more than 1 s of silence", "" + acrossSilence, "0");
    BenchRuns.row(name, "words invented outside speech", "" + invented, "0");
    BenchRuns.row(
        name, "sentences that the bare engine hears and we lose, of " + sentences, "" + lost, "0");
    BenchRuns.row(
        name, "sentences that the bare engine hears and we hear otherwise", "" + other, "");
    BenchRuns.row(
        name,
        "sentences recognised rightly, ours (bare engine)",
        right + " (" + bareRight + ")",
        "");
    Collections.sort(ratios);
    double median = ratios.isEmpty() ? Double.NaN : ratios.get(ratios.size() / 2);
    BenchRuns.row(name, "CPU, ours / bare engine, median", number(median, "%.2f"), "≤ 1.05");
  }

  private double at(double share) {
    return startErrors.isEmpty()
        ? Double.NaN
        : startErrors.get(
            (int) Math.min(startErrors.size() - 1L, (long) (share * startErrors.size())));
  }

  private static String number(double value, String format) {
    return Double.isNaN(value) ? "not measured" : String.format(Locale.ROOT, format, value);
  }
}
