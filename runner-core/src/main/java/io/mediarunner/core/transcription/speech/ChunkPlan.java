package io.mediarunner.core.transcription.speech;

import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Splits a recording into chunks that are transcribed one by one: at silences, so that no word is
 * cut, and with silences shortened to a short pause, because engines invent text over them. If
 * there is no pause for very long, two chunks overlap and each word is taken from one of them.
 */
public final class ChunkPlan {
  /** A longer silence ends a chunk. */
  static final double LONG_SILENCE = 30;

  /** Audio kept on both sides of a chunk. */
  public static final double PADDING = 0.2;

  private static final double SHORTEST_BREAK = 0.5;
  private static final double TOO_LONG = 2;
  private static final double OVERLAP = 2.5;

  /** A longer silence within a chunk is shortened. */
  private static final double LONGEST_PAUSE = 0.3;

  /** Silence kept on both sides of speech there; speech regions have their own margin. */
  private static final double MARGIN = 0.05;

  private ChunkPlan() {}

  /**
   * A chunk. The engine is given its parts as if they were one.
   *
   * @param kept the range of the recording whose words count; everything except overlaps
   * @param parts of the recording, in order of time; at least one
   */
  public record Chunk(Interval kept, List<Interval> parts) {
    /**
     * @throws NullPointerException if a component is null
     */
    public Chunk {
      Objects.requireNonNull(kept, "kept");
      parts = List.copyOf(parts);
    }

    /** From its first to its last moment in the recording. */
    public Interval audio() {
      return new Interval(parts.get(0).startSeconds(), parts.get(parts.size() - 1).endSeconds());
    }

    /** Length of the audio that the engine gets. */
    public double seconds() {
      return parts.stream().mapToDouble(Interval::seconds).sum();
    }
  }

  /** One chunk with all speech between two moments; everything if there is no speech. */
  public static Chunk chunk(SpeechRegions regions, Interval all) {
    return new Chunk(all, parts(regions, all.startSeconds(), all.endSeconds()));
  }

  private static List<Interval> parts(SpeechRegions regions, double from, double to) {
    List<Interval> parts = new ArrayList<>();
    double start = from;
    double end = -1;
    for (Interval speech : regions.speech()) {
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
   * The chunks, in order of time.
   *
   * @param targetSeconds approximate length of a chunk, above 0; a chunk may become twice as long
   */
  public static List<Chunk> of(SpeechRegions regions, double targetSeconds) {
    List<Interval> stretches = new ArrayList<>();
    double start = -1;
    double end = -1;
    double spoken = 0;
    for (Interval speech : regions.speech()) {
      double silence = speech.startSeconds() - end;
      double pause = silence > LONGEST_PAUSE ? 2 * MARGIN : silence;
      boolean full = spoken + pause + speech.seconds() > targetSeconds && silence >= SHORTEST_BREAK;
      if (start >= 0 && (full || silence > LONG_SILENCE)) {
        stretches.add(new Interval(start, end));
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
      stretches.add(new Interval(start, end));
    }
    List<Chunk> chunks = new ArrayList<>();
    for (Interval stretch : stretches) {
      divide(
          regions,
          chunks,
          Math.max(0, stretch.startSeconds() - PADDING),
          Math.min(regions.totalSeconds(), stretch.endSeconds() + PADDING),
          targetSeconds);
    }
    return chunks;
  }

  private static void divide(
      SpeechRegions regions, List<Chunk> chunks, double from, double to, double target) {
    double spoken = parts(regions, from, to).stream().mapToDouble(Interval::seconds).sum();
    int parts = spoken > TOO_LONG * target ? (int) Math.ceil(spoken / target) : 1;
    double each = (to - from) / parts;
    double overlap = Math.min(OVERLAP, each / 4);
    for (int i = 0; i < parts; i++) {
      Interval kept = new Interval(from + i * each, i + 1 < parts ? from + (i + 1) * each : to);
      double begin = i == 0 ? from : kept.startSeconds() - overlap;
      double end = i + 1 < parts ? kept.endSeconds() + overlap : to;
      chunks.add(new Chunk(kept, parts(regions, begin, end)));
    }
  }
}
