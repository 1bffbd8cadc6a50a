package io.mediarunner.core.encoding.plan;

import java.util.List;

/**
 * How much of the scaling graphics hardware does. Its filters look at a few pixels of the source
 * for each of the result: a larger step than 2:1 may skip some, while halving exactly averages all.
 * The CPU does the last step, of 2:1 or more, for it decides how a picture looks and how many bits
 * it takes. docs/gpu.md says how that was measured. Pure.
 */
public final class HardwareScaling {
  /** So that the chroma planes, half the size, are halved exactly too. */
  private static final int DIVISOR = 4;

  private static final int LAST_STEP = 2;

  private HardwareScaling() {}

  /**
   * How many times frames are halved on the device for each rung. A rung that gains nothing over
   * the canvas, the largest rung, which the CPU has anyway, goes with that.
   *
   * @param width of the decoded frames, pixels
   * @param height of the decoded frames, pixels
   * @param rungs smallest first, at least one
   */
  static List<Integer> halvings(int width, int height, List<EncodePlan.Rung> rungs) {
    EncodePlan.Rung canvas = rungs.get(rungs.size() - 1);
    int forCanvas = halvings(width, height, canvas);
    return rungs.stream()
        .map(rung -> halvings(width, height, rung))
        .map(own -> height >> own < canvas.height() ? own : forCanvas)
        .toList();
  }

  private static int halvings(int width, int height, EncodePlan.Rung rung) {
    int halvings = 0;
    int w = width;
    int h = height;
    while (w % DIVISOR == 0
        && h % DIVISOR == 0
        && w / 2 >= LAST_STEP * rung.width()
        && h / 2 >= LAST_STEP * rung.height()) {
      w /= 2;
      h /= 2;
      halvings++;
    }
    return halvings;
  }
}
