package io.mediarunner.core.media;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * When the streams of a source have data. Everything that needs a time of a source takes it from
 * here. The clock begins where the first stream begins, whatever the file counts from, and runs on
 * where the file's own clock jumps: it is the clock that ffmpeg's filters see.
 *
 * @param seconds where the last video frame or audio sample ends; text and data do not count
 * @param spans by stream index; a stream without one is not known
 * @param jumps places where the file's own clock jumped, seconds on this clock; what was really
 *     lost there cannot be known
 * @param seeking how far seeking can be trusted
 * @param measured whether packets were read; otherwise the header said it all
 * @param restarts where ffmpeg does not join the jumps itself: for each, by how much what follows
 *     has to be moved, seconds; see {@link io.mediarunner.core.media.ffmpeg.ClockFilter}
 * @param missing what the source lacks, or what of it cannot be read, each a clause for people
 */
public record Timeline(
    double seconds,
    Map<Integer, Span> spans,
    List<Double> jumps,
    Seeking seeking,
    boolean measured,
    List<Double> restarts,
    List<String> missing) {
  /** A clock that goes back by more has started over; reordered frames go back by less. */
  public static final double BACK_SECONDS = 0.5;

  /** ffmpeg takes a longer step of the clock for a jump (its option dts_delta_threshold). */
  public static final double LEAP_SECONDS = 10;

  /** Where reading may begin so early that nothing is gained by a seek. */
  private static final double NOT_WORTH_SECONDS = 1;

  /** A search by time lands on any packet; decoders then wait for a keyframe, and audio primes. */
  private static final double SEARCH_MARGIN_SECONDS = 2;

  /** A header that claims so many times more frames than there are packets is wrong. */
  private static final double FAR_OFF = 3;

  /** How ffmpeg seeks in a container. */
  public enum Seeking {
    /** By an index: to the last keyframe at or before a moment. */
    INDEXED,
    /** By searching time stamps: to some packet before a moment, not necessarily a keyframe. */
    SEARCHED,
    /** By guessing from the bit rate, or not at all. */
    UNRELIABLE
  }

  /**
   * One stream.
   *
   * @param startSeconds where its first frame is shown
   * @param endSeconds where its last frame ends
   * @param keyframeSeconds longest time from one keyframe to the next; 0 where unknown
   * @param packets how many there are; 0 where unknown
   * @param gaps longer stretches between without data, in order
   * @param leading packets before the first keyframe, which nothing can decode
   */
  public record Span(
      double startSeconds,
      double endSeconds,
      double keyframeSeconds,
      long packets,
      List<Gap> gaps,
      long leading) {
    /** Of a stream that begins with a keyframe. */
    public Span(
        double startSeconds,
        double endSeconds,
        double keyframeSeconds,
        long packets,
        List<Gap> gaps) {
      this(startSeconds, endSeconds, keyframeSeconds, packets, gaps, 0);
    }

    public Span {
      gaps = List.copyOf(gaps);
    }

    /**
     * The frame rate that the packets come to.
     *
     * @param claimed of the header
     * @return empty where the claim is not far off, or nothing is known
     */
    public Optional<FrameRate> frameRate(FrameRate claimed) {
      double measured = packets / (endSeconds - startSeconds);
      boolean known = packets > 1 && measured > 0 && Double.isFinite(measured);
      return known && claimed.value() > FAR_OFF * measured
          ? Optional.of(FrameRate.of((int) Math.max(1, Math.round(measured))))
          : Optional.empty();
    }

    /** Whether there is data anywhere in a stretch. */
    public boolean hasData(double from, double to) {
      return startSeconds < to
          && endSeconds > from
          && gaps.stream().noneMatch(gap -> gap.startSeconds() <= from && gap.endSeconds() >= to);
    }
  }

  /** A stretch of a stream without data. */
  public record Gap(double startSeconds, double endSeconds) {}

  /**
   * @throws NullPointerException if a component is null
   */
  public Timeline {
    spans = Map.copyOf(spans);
    jumps = List.copyOf(jumps);
    restarts = List.copyOf(restarts);
    missing = List.copyOf(missing);
    Objects.requireNonNull(seeking, "seeking");
  }

  /** Of a source whose jumps, if it has any, ffmpeg joins by itself. */
  public Timeline(
      double seconds,
      Map<Integer, Span> spans,
      List<Double> jumps,
      Seeking seeking,
      boolean measured) {
    this(seconds, spans, jumps, seeking, measured, List.of(), List.of());
  }

  /** The same of a source that is not whole. */
  public Timeline lacking(List<String> clauses) {
    return new Timeline(seconds, spans, jumps, seeking, measured, restarts, clauses);
  }

  /** Of a source of which only its length is known. */
  public static Timeline ofLength(double seconds) {
    return new Timeline(seconds, Map.of(), List.of(), Seeking.INDEXED, false);
  }

  public Optional<Span> span(int stream) {
    return Optional.ofNullable(spans.get(stream));
  }

  /**
   * Where to seek so that everything from a moment on is read: the video frame that is shown then
   * and the audio beside it. What is read before the moment has to be trimmed, to the frame.
   *
   * @param moment seconds on this clock
   * @param video index of the video stream in use; empty = none
   * @return seconds on this clock, at or before the moment; 0 = do not seek, read from the
   *     beginning
   */
  public double seekPoint(double moment, Optional<Integer> video) {
    Optional<Span> picture = video.flatMap(this::span);
    double target = moment;
    if (picture.isPresent()) {
      // The last frame of a stream that has ended is held: it has to be read.
      target = Math.min(target, picture.get().endSeconds() - NOT_WORTH_SECONDS);
      if (target <= picture.get().startSeconds()) {
        return 0; // before the first frame there is only audio, which a seek by video would lose
      }
    }
    if (seeking == Seeking.SEARCHED) {
      double keyframes = picture.map(Span::keyframeSeconds).orElse(0.0);
      target -= keyframes + SEARCH_MARGIN_SECONDS;
    }
    boolean worth = seeking != Seeking.UNRELIABLE && jumps.isEmpty() && target >= NOT_WORTH_SECONDS;
    return worth ? target : 0;
  }

  /** The longest of some streams, or all of it where none of them is known. */
  public double endOf(Collection<Integer> streams) {
    return streams.stream()
        .map(spans::get)
        .filter(Objects::nonNull)
        .mapToDouble(Span::endSeconds)
        .max()
        .orElse(seconds);
  }
}
