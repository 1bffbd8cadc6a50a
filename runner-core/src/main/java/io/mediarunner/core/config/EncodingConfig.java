package io.mediarunner.core.config;

import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * How videos are encoded.
 *
 * @param gpu whether a GPU is wanted ({@code ENCODING_TYPE})
 * @param preset x264 preset ({@code ENCODING_PRESET})
 * @param crf constant quality, 18 to 30, capped by the renditions' rates; empty = average rates
 *     ({@code ENCODING_RATE_CONTROL}, {@code ENCODING_CRF})
 * @param fmp4 whether HLS uses fragmented MP4, with a DASH manifest, instead of transport streams
 *     ({@code ENCODING_HLS_SEGMENTS})
 * @param segmentSeconds length of HLS segments, a multiple of 2 ({@code
 *     ENCODING_HLS_SEGMENT_SECONDS})
 * @param ladder how the renditions that a task names go together with the default ones ({@code
 *     ENCODING_LADDER})
 * @param dressingRequired whether an unavailable logo or credits fail a task ({@code
 *     ENCODING_DRESSING_FAILURE})
 * @param hwaccelDevice index of the device, from 0
 * @param cudaVisibleDevices devices to spread the instances over, in order
 * @param cudaDeviceOrder how CUDA numbers devices
 * @param cudaPath CUDA installation
 */
public record EncodingConfig(
    boolean gpu,
    String preset,
    OptionalInt crf,
    boolean fmp4,
    int segmentSeconds,
    LadderMode ladder,
    boolean dressingRequired,
    int hwaccelDevice,
    List<String> cudaVisibleDevices,
    String cudaDeviceOrder,
    Path cudaPath) {
  /** The presets of x264, from the fastest to the one that compresses best. */
  public static final List<String> X264_PRESETS =
      List.of(
          "ultrafast",
          "superfast",
          "veryfast",
          "faster",
          "fast",
          "medium",
          "slow",
          "slower",
          "veryslow");

  /** A preset of our own: see docs/performance.md. */
  public static final String BALANCED = "balanced";

  /** What {@code preset} may be. */
  public static final List<String> PRESETS =
      Stream.concat(X264_PRESETS.stream(), Stream.of(BALANCED)).toList();

  /**
   * @throws NullPointerException if a component is null
   */
  public EncodingConfig {
    Objects.requireNonNull(preset, "preset");
    Objects.requireNonNull(crf, "crf");
    Objects.requireNonNull(ladder, "ladder");
    cudaVisibleDevices = List.copyOf(cudaVisibleDevices);
    Objects.requireNonNull(cudaDeviceOrder, "cudaDeviceOrder");
    Objects.requireNonNull(cudaPath, "cudaPath");
  }

  /**
   * What programs on the GPU need in their environment.
   *
   * @param path the runner's own PATH
   */
  public Map<String, String> gpuEnvironment(String path) {
    Map<String, String> environment = new HashMap<>();
    if (!cudaVisibleDevices.isEmpty()) {
      environment.put("CUDA_VISIBLE_DEVICES", String.join(",", cudaVisibleDevices));
    }
    environment.put("CUDA_DEVICE_ORDER", cudaDeviceOrder);
    environment.put("CUDA_PATH", cudaPath.toString());
    environment.put("PATH", cudaPath.resolve("bin") + File.pathSeparator + path);
    return environment;
  }

  /** The same for programs that see one device alone, which is then device 0 to them. */
  public EncodingConfig boundTo(String device) {
    return new EncodingConfig(
        gpu,
        preset,
        crf,
        fmp4,
        segmentSeconds,
        ladder,
        dressingRequired,
        0,
        List.of(device),
        cudaDeviceOrder,
        cudaPath);
  }

  /** The device to open: always 0 if only one is visible. */
  public int device() {
    return cudaVisibleDevices.size() == 1 ? 0 : hwaccelDevice;
  }
}
