package io.mediarunner.core.encoding.plan;

import io.mediarunner.core.media.FrameRate;
import java.util.Arrays;

/**
 * Levels of H.264 that matter for lecture videos, with their limits: ITU-T H.264 (08/2021), table
 *
 */
enum H264Level {
  L3_0("3.0", 1_620, 40_500),
  L3_1("3.1", 3_600, 108_000),
  L3_2("3.2", 5_120, 216_000),
  L4_0("4.0", 8_192, 245_760),
  L4_2("4.2", 8_704, 522_240),
  L5_1("5.1", 36_864, 983_040),
  L5_2("5.2", 36_864, 2_073_600);

  private final String number;
  private final int maxFrameMacroblocks;
  private final int maxMacroblocksPerSecond;

  H264Level(String number, int maxFrameMacroblocks, int maxMacroblocksPerSecond) {
    this.number = number;
    this.maxFrameMacroblocks = maxFrameMacroblocks;
    this.maxMacroblocksPerSecond = maxMacroblocksPerSecond;
  }

  String number() {
    return number;
  }

  /** The lowest level that fits; the highest one if none does. */
  static H264Level of(int width, int height, FrameRate rate) {
    int macroblocks = (width + 15) / 16 * ((height + 15) / 16);
    return Arrays.stream(values())
        .filter(
            level ->
                macroblocks <= level.maxFrameMacroblocks
                    && macroblocks * rate.value() <= level.maxMacroblocksPerSecond)
        .findFirst()
        .orElse(L5_2);
  }
}
