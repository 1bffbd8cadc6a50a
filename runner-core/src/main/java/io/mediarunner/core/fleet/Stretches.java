package io.mediarunner.core.fleet;

import io.mediarunner.core.encoding.command.EncodedStream;
import io.mediarunner.core.encoding.command.ResumePoint;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.media.FrameRate;
import io.mediarunner.core.media.Timeline;
import io.mediarunner.core.media.hardware.Acceleration;
import java.math.BigInteger;
import java.util.List;

/** From a piece to what ffmpeg is asked for, exact to the frame. Pure. */
public final class Stretches {
  /** Read before the first frame, beyond what seeking needs: filters look back. */
  private static final double LEAD_IN_SECONDS = 4;

  private static final long MICROS = 1_000_000;
  private static final double FARTHEST_SECONDS = 1;

  private Stretches() {}

  /**
   * Whether the video of a plan can be encoded in pieces: it is one source that can be sought in,
   * on the CPU, without credits or logo.
   */
  public static boolean possible(EncodePlan plan) {
    return plan.sourceAlone()
        && plan.acceleration().equals(Acceleration.NONE)
        && plan.videoIndex().isPresent()
        && !plan.rungs().isEmpty()
        && !plan.onlyHeldFrame()
        && plan.timeline().jumps().isEmpty()
        && plan.timeline().seeking() != Timeline.Seeking.UNRELIABLE;
  }

  /** What to encode for a piece. */
  public static ResumePoint of(EncodePlan plan, PiecePlan pieces, Piece piece) {
    List<EncodedStream> streams = EncodedStream.of(plan);
    return new ResumePoint(
        piece.fromSegment(),
        streams.stream().map(stream -> PiecePlan.firstFrame(piece, stream.rate())).toList(),
        streams.stream().map(stream -> pieces.endFrame(piece, stream.rate())).toList(),
        skipped(plan, piece));
  }

  /**
   * Where reading begins. The filter that makes the rate constant counts from there: the moment is
   * that of a frame of every rendition, and a whole number of microseconds, or the same source
   * frames would not come out as in one run.
   */
  private static double skipped(EncodePlan plan, Piece piece) {
    double wanted =
        (double) piece.fromSegment() * ResumePoint.SEGMENT_SECONDS - LEAD_IN_SECONDS - gap(plan);
    FrameRate rate = plan.rate();
    long step = step(rate);
    long frames = (long) Math.floor(wanted * rate.value() / step) * step;
    double exact = (double) frames * rate.denominator() / rate.numerator();
    return wanted > 0 && frames > 0 && plan.seekPoint(exact) > 0 ? exact : 0;
  }

  /**
   * In how many frames the clock of whole microseconds and that of the frames meet; even, because
   * small renditions may have every other frame. For rates whose clocks meet too seldom, half a
   * microsecond of rounding is accepted.
   */
  static long step(FrameRate rate) {
    BigInteger numerator = BigInteger.valueOf(rate.numerator());
    BigInteger micros = BigInteger.valueOf(rate.denominator()).multiply(BigInteger.valueOf(MICROS));
    long exact = 2 * numerator.divide(numerator.gcd(micros)).longValueExact();
    return exact <= FARTHEST_SECONDS * rate.value() ? exact : 2;
  }

  /** Where frames are found by their time, the last one may lie before a long gap. */
  private static double gap(EncodePlan plan) {
    return plan.timeline().seeking() == Timeline.Seeking.INDEXED
        ? 0
        : plan.videoIndex()
            .flatMap(plan.timeline()::span)
            .map(
                span ->
                    span.gaps().stream()
                        .mapToDouble(gap -> gap.endSeconds() - gap.startSeconds())
                        .max()
                        .orElse(0))
            .orElse(0.0);
  }
}
