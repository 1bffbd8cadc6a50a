package io.mediarunner.core.transcription.speech;

import java.util.ArrayList;
import java.util.List;

/** Puts words into the one region that they belong to. Pure. */
final class RegionPlacement {
  /** How long a word may last beyond the detected end of its region. */
  private static final double LATE = 0.2;

  /** A region's first and last word are taken to begin and end with it if not farther off. */
  private static final double SNAP = 0.4;

  /** Of the time that words take; in less they cannot be spoken. */
  private static final double ENOUGH = 0.9;

  private final HeardRegion region;
  private final double total;

  /**
   * @param total length of the recording, seconds
   */
  RegionPlacement(HeardRegion region, double total) {
    this.region = region;
    this.total = total;
  }

  /**
   * The words of a region at the times of the recording.
   *
   * @param runs in the engine's order
   * @param needed how long they take at the pace of other regions, seconds; 0 if unknown
   * @param dropped receives words behind the region
   */
  List<Segment> placed(List<WordRun> runs, double needed, List<Dropped> dropped) {
    if (runs.isEmpty()) {
      return List.of();
    }
    align(runs);
    List<Word> words = new ArrayList<>();
    List<Integer> of = new ArrayList<>();
    for (WordRun run : runs) {
      List<Word> out = new ArrayList<>();
      for (Word word : run.words()) {
        if (run.words().size() > 1 && invented(word)) {
          out.add(word);
        } else {
          words.add(word);
          of.add(run.segment());
        }
      }
      if (!out.isEmpty()) {
        dropped.add(Dropped.outside(out, region.shift()));
      }
    }
    if (words.isEmpty()) {
      return List.of();
    }
    fill(words, needed);
    Word first = words.get(0);
    double early = first.startSeconds() - region.firstSound();
    if (early > 0 && early <= SNAP) {
      words.set(0, first.at(region.firstSound(), first.endSeconds()));
    }
    int end = words.size() - 1;
    Word last = words.get(end);
    double before = region.lastSound() - last.endSeconds();
    if (before > 0 && before <= SNAP) {
      words.set(end, last.at(last.startSeconds(), region.lastSound()));
    }
    double shift = region.shift();
    List<Word> timed =
        MonotonicTimes.of(
            words.stream()
                .map(w -> w.at(w.startSeconds() + shift, w.endSeconds() + shift))
                .toList(),
            Math.max(0, region.heard().startSeconds() + shift),
            Math.min(total, region.lastSound() + LATE + shift));
    List<Segment> segments = new ArrayList<>();
    for (int i = 0, next; i < timed.size(); i = next) {
      next = i + 1;
      while (next < timed.size() && of.get(next).equals(of.get(i))) {
        next++;
      }
      segments.add(Segment.of(timed.subList(i, next)));
    }
    return segments;
  }

  /** Moves what is beside its region into it, by no more than an engine's times are off. */
  private void align(List<WordRun> runs) {
    double start = runs.get(0).start();
    double end = runs.get(runs.size() - 1).end();
    double late = Math.min(end - region.lastSound(), start - region.firstSound());
    if (late > 0) {
      runs.forEach(run -> run.move(-Math.min(WordPlacement.OFF, late)));
    }
    double free = region.firstSound();
    for (int i = 0; i < runs.size(); i++) {
      WordRun run = runs.get(i);
      double before = free - run.start();
      double after = run.end() - region.lastSound();
      if (i == 0 && before > 0) {
        double room = i + 1 < runs.size() ? runs.get(i + 1).start() : region.lastSound();
        run.move(Math.min(before, Math.max(0, room - run.end())));
        if (run.start() < region.heard().startSeconds()) {
          run.begin(region.firstSound());
        }
      } else if (after > 0 && before < 0) {
        run.move(-Math.min(WordPlacement.OFF, Math.min(after, -before)));
      }
      free = Math.max(free, run.end());
    }
  }

  /** Words that need all of their region begin with it, even if the engine has them much later. */
  private void fill(List<Word> words, double needed) {
    double from = region.firstSound();
    double start = words.get(0).startSeconds();
    double end = words.get(words.size() - 1).endSeconds();
    boolean tight = region.lastSound() - start < ENOUGH * needed;
    if (start - from <= SNAP || !tight || end <= start) {
      return;
    }
    double scale = (end - from) / (end - start);
    words.replaceAll(
        w ->
            w.at(
                from + (w.startSeconds() - start) * scale,
                from + (w.endSeconds() - start) * scale));
  }

  /** More than half of it after the last sound, and before the next one. */
  private boolean invented(Word word) {
    double from = Math.max(word.startSeconds(), region.lastSound());
    double silent = Math.min(word.endSeconds(), region.nextSound()) - from;
    boolean between =
        word.startSeconds() >= region.lastSound() && word.startSeconds() < region.nextSound();
    return silent * 2 > word.seconds() || (between && silent * 2 >= word.seconds());
  }
}
