package io.mediarunner.core.transcription.speech;

import java.util.List;

/** Words of one segment that belong to one region. */
final class WordRun {
  private final int segment;
  private List<Word> words;

  WordRun(int segment, List<Word> words) {
    this.segment = segment;
    this.words = words;
  }

  /** Number of the segment. */
  int segment() {
    return segment;
  }

  List<Word> words() {
    return words;
  }

  double start() {
    return words.get(0).startSeconds();
  }

  double end() {
    return words.get(words.size() - 1).endSeconds();
  }

  void move(double seconds) {
    words =
        words.stream()
            .map(w -> w.at(w.startSeconds() + seconds, w.endSeconds() + seconds))
            .toList();
  }

  /** Its words closer together, so that it begins later. */
  void begin(double from) {
    double start = start();
    double end = Math.max(end(), from + 0.01);
    double scale = (end - from) / Math.max(0.01, end - start);
    words =
        words.stream()
            .map(
                w ->
                    w.at(
                        from + (w.startSeconds() - start) * scale,
                        from + (w.endSeconds() - start) * scale))
            .toList();
  }
}
