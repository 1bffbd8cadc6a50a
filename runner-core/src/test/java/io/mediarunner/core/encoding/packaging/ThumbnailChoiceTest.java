package io.mediarunner.core.encoding.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mediarunner.core.encoding.packaging.ThumbnailChoice.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

class ThumbnailChoiceTest {
  private static final double LENGTH = 100;

  private static List<Double> choose(DoubleFunction<Frame> picture) {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      frames.add(picture.apply(i / 10.0));
    }
    return ThumbnailChoice.of(frames, LENGTH);
  }

  private static Frame black(double at) {
    return new Frame(at, 1, 0, 0);
  }

  private static Frame slide(double at) {
    return new Frame(at, 0.1, 60, 0);
  }

  @Test
  void staysAtTheNominalMomentsWhereAllIsAlike() {
    assertThat(choose(ThumbnailChoiceTest::slide)).containsExactly(25.0, 50.0, 75.0);
  }

  @Test
  void waitsForASlideToFadeIn() {
    assertThat(
            choose(
                at ->
                    at > 24 && at < 27
                        ? new Frame(at, 1 - (at - 24) / 3, (at - 24) * 20, 2)
                        : slide(at)))
        .satisfies(moments -> assertThat(moments.get(0)).isCloseTo(24, within(0.01)));
    assertThat(
            choose(
                at ->
                    at < 24.5
                        ? black(at)
                        : at < 27 ? new Frame(at, 0.9, (at - 24.5) * 24, 2) : slide(at)))
        .satisfies(moments -> assertThat(moments.get(0)).isBetween(26.3, 28.0));
  }

  @Test
  void avoidsFramesThatBlendTwoSlides() {
    assertThat(choose(at -> Math.abs(at - 50) < 1 ? new Frame(at, 0.1, 60, 15) : slide(at)))
        .satisfies(moments -> assertThat(Math.abs(moments.get(1) - 50)).isCloseTo(1, within(0.11)));
  }

  @Test
  void goesFartherOnlyWhereAllThatIsNearIsBlack() {
    List<Double> moments = choose(at -> at < 70 ? black(at) : slide(at));

    assertThat(moments).isSorted().allMatch(at -> at >= 70).contains(75.0);
    assertThat(moments.get(1) - moments.get(0)).as("different pictures").isGreaterThan(1);
    assertThat(moments.get(2) - moments.get(1)).as("different pictures").isGreaterThan(1);
  }

  @Test
  void takesBlackWhereThereIsNothingElse() {
    assertThat(choose(ThumbnailChoiceTest::black)).containsExactly(25.0, 50.0, 75.0);
  }

  @Test
  void takesTheOnlyFrameThereIs() {
    assertThat(ThumbnailChoice.of(List.of(slide(0)), 0.04)).containsExactly(0.0, 0.0, 0.0);
  }

  @Test
  void measuresSmallPictures() {
    byte[] half = {0, 0, (byte) 200, (byte) 200};

    Frame frame = Frame.of(1, half, 3);

    assertThat(frame).isEqualTo(new Frame(1, 0.5, 100, 3));
    assertThat(ThumbnailChoice.difference(half, new byte[4])).isEqualTo(100);
  }
}
