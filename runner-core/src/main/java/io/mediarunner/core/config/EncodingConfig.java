package io.mediarunner.core.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How videos are encoded.
 *
 * @param gpu whether a GPU is wanted ({@code ENCODING_TYPE})
 * @param preset x264 preset ({@code ENCODING_PRESET})
 * @param crf constant quality, 18 to 26, capped by the renditions' rates; empty = average rates
 *     ({@code ENCODING_RATE_CONTROL}, {@code ENCODING_CRF})
 * @param dressingRequired whether a logo or credits that cannot be had fail a task ({@code
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
    boolean dressingRequired,
    int hwaccelDevice,
    List<String> cudaVisibleDevices,
    String cudaDeviceOrder,
    Path cudaPath) {
  /**
   * @throws NullPointerException if a component is null
   */
  public EncodingConfig {
    Objects.requireNonNull(preset, "preset");
    Objects.requireNonNull(crf, "crf");
    cudaVisibleDevices = List.copyOf(cudaVisibleDevices);
    Objects.requireNonNull(cudaDeviceOrder, "cudaDeviceOrder");
    Objects.requireNonNull(cudaPath, "cudaPath");
  }
}
