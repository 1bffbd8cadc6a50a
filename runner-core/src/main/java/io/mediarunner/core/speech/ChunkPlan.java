package io.mediarunner.core.speech;

import io.mediarunner.core.speech.SpeechMap.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Cuts a recording into pieces that are heard one by one: in silence, so that no word is cut, and
 * without silences, over which engines invent text: what is left of one is a short pause. Where
 * nobody draws breath for very long, two pieces overlap and each word is taken from one of them.
 */
public final class ChunkPlan {
  /** A longer silence ends a piece. */
  static final double LONG_SILENCE = 30;

  /** Sound kept on both sides of a piece. */
  public static final double PADDING = 0.2;

  private static final double SHORTEST_BREAK = 0.5;
  private static final double TOO_LONG = 2;
  private static final double OVERLAP = 2.5;

  /** A longer silence within a piece is shortened. */
  private static final double LONGEST_PAUSE = 0.3;

  /** Silence kept on both sides of speech there; speech maps have a margin of their own. */
  private static final double MARGIN = 0.05;

  private ChunkPlan() {}

  /**
   * A piece. The engine is given its parts as if they were one.
   *
   * @param kept the stretch of the recording whose words count; all of it but for overlaps
   * @param parts of the recording, in order of time; at least one
   */
  public record Piece(Interval kept, List<Interval> parts) {
    /**
     * @throws NullPointerException if a component is null
     */
    public Piece {
      Objects.requireNonNull(kept, "kept");
      parts = List.copyOf(parts);
    }

    /** From its first to its last moment in the recording. */
    public Interval sound() {
      return new Interval(parts.get(0).startSeconds(), parts.get(parts.size() - 1).endSeconds());
    }

    /** How long the engine listens. */
    public double seconds() {
      return parts.stream().mapToDouble(Interval::seconds).sum();
    }

    /** What was heard in it, at the times of the recording. */
    public Segment recorded(Segment heard) {
      List<Word> words =
          heard.words().stream()
              .map(
                  word -> {
                    double start = begin(word.startSeconds());
                    double end = Math.max(start, end(word.endSeconds()));
                    return new Word(word.text(), start, end, word.probability());
                  })
              .toList();
      double start = begin(heard.startSeconds());
      return new Segment(start, Math.max(start, end(heard.endSeconds())), heard.text(), words);
    }

    /** Where two parts meet, something begins with the second. */
    private double begin(double seconds) {
      return at(seconds, 0);
    }

    /** Where two parts meet, something ends with the first. */
    private double end(double seconds) {
      return at(seconds, 1e-6);
    }

    private double at(double seconds, double tolerance) {
      double left = seconds;
      for (Interval part : parts) {
        if (left < part.seconds() + tolerance) {
          return part.startSeconds() + left;
        }
        left -= part.seconds();
      }
      return parts.get(parts.size() - 1).endSeconds() + left;
    }
  }

  /** One piece of whatever is said between two moments; all of it if nobody speaks. */
  public static Piece piece(SpeechMap map, Interval all) {
    return new Piece(all, parts(map, all.startSeconds(), all.endSeconds()));
  }

  private static List<Interval> parts(SpeechMap map, double from, double to) {
    List<Interval> parts = new ArrayList<>();
    double start = from;
    double end = -1;
    for (Interval speech : map.speech()) {
      if (speech.shared(from, to) <= 0) {
        continue;
      }
      if (end < 0) {
        start = Math.max(from, speech.startSeconds() - PADDING);
      } else if (speech.startSeconds() - end > LONGEST_PAUSE) {
        parts.add(new Interval(start, end + MARGIN));
        start = speech.startSeconds() - MARGIN;
      }
      end = Math.min(to, speech.endSeconds());
    }
    parts.add(new Interval(start, end < 0 ? to : Math.min(to, end + PADDING)));
    return parts;
  }

  /**
   * The pieces, in order of time.
   *
   * @param targetSeconds about how long a piece should be, above 0; one may become twice as long
   */
  public static List<Piece> of(SpeechMap map, double targetSeconds) {
    List<Interval> chunks = new ArrayList<>();
    double start = -1;
    double end = -1;
    double spoken = 0;
    for (Interval speech : map.speech()) {
      double silence = speech.startSeconds() - end;
      double pause = silence > LONGEST_PAUSE ? 2 * MARGIN : silence;
      boolean full = spoken + pause + speech.seconds() > targetSeconds && silence >= SHORTEST_BREAK;
      if (start >= 0 && (full || silence > LONG_SILENCE)) {
        chunks.add(new Interval(start, end));
        start = -1;
      }
      if (start < 0) {
        start = speech.startSeconds();
        spoken = 0;
        pause = 0;
      }
      spoken += pause + speech.seconds();
      end = speech.endSeconds();
    }
    if (start >= 0) {
      chunks.add(new Interval(start, end));
    }
    List<Piece> pieces = new ArrayList<>();
    for (Interval chunk : chunks) {
      divide(
          map,
          pieces,
          Math.max(0, chunk.startSeconds() - PADDING),
          Math.min(map.totalSeconds(), chunk.endSeconds() + PADDING),
          targetSeconds);
    }
    return pieces;
  }

  private static void divide(
      SpeechMap map, List<Piece> pieces, double from, double to, double target) {
    double spoken = parts(map, from, to).stream().mapToDouble(Interval::seconds).sum();
    int parts = spoken > TOO_LONG * target ? (int) Math.ceil(spoken / target) : 1;
    double each = (to - from) / parts;
    double overlap = Math.min(OVERLAP, each / 4);
    for (int i = 0; i < parts; i++) {
      Interval kept = new Interval(from + i * each, i + 1 < parts ? from + (i + 1) * each : to);
      double begin = i == 0 ? from : kept.startSeconds() - overlap;
      double end = i + 1 < parts ? kept.endSeconds() + overlap : to;
      pieces.add(new Piece(kept, parts(map, begin, end)));
    }
  }
}
