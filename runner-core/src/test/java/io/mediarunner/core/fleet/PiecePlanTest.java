package io.mediarunner.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.encoding.command.ResumePoint;
import io.mediarunner.core.media.FrameRate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PiecePlanTest {
  /** Whole microseconds only every 250 seconds. */
  private static final FrameRate ODD = new FrameRate(2997, 125);

  private static final List<FrameRate> RATES =
      List.of(
          FrameRate.of(10),
          FrameRate.of(24),
          FrameRate.of(25),
          FrameRate.of(50),
          FrameRate.of(60),
          new FrameRate(24000, 1001),
          new FrameRate(30000, 1001),
          new FrameRate(60000, 1001),
          new FrameRate(25, 2),
          ODD);

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 59, 120, 179.9})
  void leavesShortVideosWhole(double seconds) {
    assertThat(PiecePlan.of(seconds).divided()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {180, 209.9, 210, 3600, 120.02 * 3, 21_600})
  void givesEachPieceAMinuteOrMoreButPerhapsTheLast(double seconds) {
    PiecePlan plan = PiecePlan.of(seconds);

    assertThat(plan.divided()).isTrue();
    assertThat(plan.pieces())
        .allSatisfy(
            piece ->
                assertThat(plan.share(piece) * seconds)
                    .isGreaterThanOrEqualTo(29.99)
                    .isLessThan(90));
    assertThat(plan.pieces().stream().mapToDouble(plan::share).sum())
        .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-9));
  }

  /** For any length and rate: no gap, no overlap, nothing empty, all frames. */
  @Test
  void coversEveryFrameOnce() {
    Random random = new Random(20_260_101);
    for (int i = 0; i < 5_000; i++) {
      double seconds = 1 + random.nextDouble() * 8_000;
      FrameRate rate = RATES.get(random.nextInt(RATES.size()));
      PiecePlan plan = PiecePlan.of(seconds);
      long next = 0;
      for (Piece piece : plan.pieces()) {
        assertThat(PiecePlan.firstFrame(piece, rate)).isEqualTo(next);
        next = plan.endFrame(piece, rate);
        assertThat(next).isGreaterThan(PiecePlan.firstFrame(piece, rate));
      }
      assertThat(next)
          .as("%s s at %s", seconds, rate)
          .isEqualTo((long) Math.ceil(seconds * rate.value() - 1e-3));
    }
  }

  @Test
  void beginsWhereAKeyframeIsForced() {
    FrameRate ntsc = new FrameRate(30000, 1001);

    assertThat(ResumePoint.firstFrame(1, ntsc)).as("59.94 s is too early").isEqualTo(1799);
    assertThat(ResumePoint.firstFrame(1, FrameRate.of(25))).isEqualTo(1500);
  }

  @Test
  void countsFromWhereFramesAndMicrosecondsMeet() {
    for (FrameRate rate : RATES) {
      long step = Stretches.step(rate);
      double micros = (double) step * rate.denominator() * 1e6 / rate.numerator();
      if (!rate.equals(ODD)) {
        assertThat(micros).as("%s", rate).isEqualTo(Math.rint(micros));
      }
      assertThat(step % 2).isZero();
      assertThat(step / rate.value()).as("not far").isLessThan(1.1);
    }
  }
}
