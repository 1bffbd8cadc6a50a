package io.mediarunner.core.media;

import io.mediarunner.core.config.EncodingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How x264 spends its bits.
 *
 * @param preset x264 preset
 * @param crf constant rate factor, 0 to 51, capped by the rung's highest rate; empty = average rate
 */
record RateControl(String preset, OptionalInt crf) {
  private static final double FAST = 30 * 1.02;

  RateControl {
    Objects.requireNonNull(preset, "preset");
    Objects.requireNonNull(crf, "crf");
  }

  static RateControl of(EncodingConfig config) {
    return new RateControl(config.preset(), config.crf());
  }

  /** The options of one rung. */
  List<String> options(EncodePlan.Rung rung) {
    Rendition rendition = rung.rendition();
    // Twice the pictures a second need more, though not twice as much.
    double cap = rung.rate().value() > FAST ? 1.5 : 1;
    String max = "" + Math.round(rendition.maxBps() * cap);
    String buffer = "" + Math.round(rendition.bufferBits() * cap);
    List<String> options = new ArrayList<>(List.of("-c:v", "libx264", "-preset", preset));
    if (crf.isPresent()) {
      options.addAll(List.of("-crf", "" + crf.getAsInt(), "-maxrate", max, "-bufsize", buffer));
    } else {
      options.addAll(
          List.of(
              "-b:v",
              "" + rendition.videoBps(),
              "-minrate",
              "" + rendition.minBps(),
              "-maxrate",
              max,
              "-bufsize",
              buffer,
              "-qmin",
              "20",
              "-qmax",
              "50"));
    }
    return options;
  }
}
