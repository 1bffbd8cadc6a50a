package io.mediarunner.core.encoding.plan;

import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.media.hardware.HardwareApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How an H.264 encoder spends its bits.
 *
 * @param preset x264 preset, or {@code balanced}; encoders in hardware have their own
 * @param crf constant rate factor, 0 to 51, capped by the rung's highest rate; empty = average rate
 */
public record RateControl(String preset, OptionalInt crf) {
  private static final double FAST = 30 * 1.02;

  /**
   * The quality and size of {@code slow} for half its time on lecture-like video;
   * docs/performance.md says how it was found.
   */
  private static final List<String> BALANCED =
      List.of(
          "-preset",
          "slow",
          "-x264-params",
          "trellis=1:subme=6:ref=2:bframes=4:rc-lookahead=20:psy-rd=0.2,0");

  /** x264's presets and their closest NVENC equivalents. */
  private static final Map<String, String> NVENC_PRESETS =
      Map.of(
          "ultrafast", "p1",
          "superfast", "p1",
          "veryfast", "p2",
          "faster", "p3",
          "fast", "p4",
          "medium", "p5",
          "slow", "p6",
          "slower", "p7",
          "veryslow", "p7");

  public RateControl {
    Objects.requireNonNull(preset, "preset");
    Objects.requireNonNull(crf, "crf");
  }

  public static RateControl of(EncodingConfig config) {
    return new RateControl(config.preset(), config.crf());
  }

  /** x264's options for one rung. */
  public List<String> options(EncodePlan.Rung rung) {
    List<String> options = new ArrayList<>(List.of("-c:v", "libx264"));
    options.addAll(preset.equals(EncodingConfig.BALANCED) ? BALANCED : List.of("-preset", preset));
    if (crf.isPresent()) {
      options.addAll(List.of("-crf", "" + crf.getAsInt()));
      options.addAll(ceiling(rung));
    } else {
      Rendition rendition = rung.rendition();
      options.addAll(List.of("-b:v", "" + rendition.videoBps(), "-minrate"));
      options.add("" + rendition.minBps());
      options.addAll(ceiling(rung));
      options.addAll(List.of("-qmin", "20", "-qmax", "50"));
    }
    return options;
  }

  /** A hardware encoder's options for one rung. */
  public List<String> options(EncodePlan.Rung rung, HardwareApi api) {
    List<String> options = new ArrayList<>(List.of("-c:v", api.encoder()));
    String average = "" + rung.rendition().videoBps();
    boolean quality = crf.isPresent();
    String factor = "" + crf.orElse(0);
    switch (api) {
      case CUDA -> {
        options.addAll(List.of("-preset", "p5", "-tune", "hq", "-rc", "vbr"));
        options.addAll(quality ? List.of("-cq", factor, "-b:v", "0") : List.of("-b:v", average));
        options.addAll(List.of("-bf", "3", "-rc-lookahead", "20", "-spatial-aq", "1"));
        options.addAll(List.of("-temporal-aq", "1", "-forced-idr", "1"));
        options.addAll(List.of("-profile:v", "high", "-level", rung.level()));
      }
      case QSV -> {
        options.addAll(List.of("-preset", "slow", "-forced_idr", "1"));
        options.addAll(
            quality
                ? List.of("-global_quality", factor, "-b:v", average)
                : List.of("-b:v", average));
        options.addAll(List.of("-profile:v", "high"));
      }
      case VAAPI -> {
        options.addAll(
            quality
                ? List.of("-rc_mode", "QVBR", "-global_quality", factor, "-b:v", average)
                : List.of("-rc_mode", "VBR", "-b:v", average));
        options.addAll(List.of("-profile:v", "high"));
      }
    }
    options.addAll(ceiling(rung));
    return options;
  }

  /** x264's options for the base of a studio video. */
  public static List<String> base(BaseVideo base) {
    List<String> options = new ArrayList<>(List.of("-c:v", "libx264", "-preset", base.preset()));
    options.addAll(List.of("-crf", "" + base.crf(), "-profile:v", "high"));
    options.addAll(List.of("-pix_fmt", "yuv420p", "-sc_threshold", "0"));
    return options;
  }

  /** A hardware encoder's options for the base of a studio video. */
  public static List<String> base(BaseVideo base, HardwareApi api) {
    List<String> options = new ArrayList<>(List.of("-c:v", api.encoder()));
    String factor = "" + base.crf();
    options.addAll(
        switch (api) {
          case CUDA ->
              List.of(
                  "-preset",
                  NVENC_PRESETS.getOrDefault(base.preset(), "p5"),
                  "-rc",
                  "vbr",
                  "-cq",
                  factor,
                  "-b:v",
                  "0",
                  "-forced-idr",
                  "1");
          case QSV -> List.of("-global_quality", factor, "-forced_idr", "1");
          case VAAPI -> List.of("-rc_mode", "CQP", "-global_quality", factor);
        });
    options.addAll(List.of("-profile:v", "high"));
    return options;
  }

  private static List<String> ceiling(EncodePlan.Rung rung) {
    // Twice the frame rate needs more, though not twice as much.
    double cap = rung.rate().value() > FAST ? 1.5 : 1;
    Rendition rendition = rung.rendition();
    return List.of(
        "-maxrate",
        "" + Math.round(rendition.maxBps() * cap),
        "-bufsize",
        "" + Math.round(rendition.bufferBits() * cap));
  }
}
