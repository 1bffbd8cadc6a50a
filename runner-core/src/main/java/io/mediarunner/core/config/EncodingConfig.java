package io.mediarunner.core.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * How videos are encoded.
 *
 * @param gpu whether a GPU is wanted ({@code ENCODING_TYPE})
 * @param preset x264 preset ({@code ENCODING_PRESET})
 * @param hwaccelDevice index of the device, from 0
 * @param cudaVisibleDevices devices to spread the instances over, in order
 * @param cudaDeviceOrder how CUDA numbers devices
 * @param cudaPath CUDA installation
 */
public record EncodingConfig(
    boolean gpu,
    String preset,
    int hwaccelDevice,
    List<String> cudaVisibleDevices,
    String cudaDeviceOrder,
    Path cudaPath) {
  /**
   * @throws NullPointerException if a component is null
   */
  public EncodingConfig {
    Objects.requireNonNull(preset, "preset");
    cudaVisibleDevices = List.copyOf(cudaVisibleDevices);
    Objects.requireNonNull(cudaDeviceOrder, "cudaDeviceOrder");
    Objects.requireNonNull(cudaPath, "cudaPath");
  }
}
