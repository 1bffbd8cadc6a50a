package io.mediarunner.core.media.hardware;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import java.util.Map;
import java.util.Objects;

/**
 * What an instance encodes with.
 *
 * @param name of the device, as the settings name it; empty text where they leave the choice open
 * @param ffmpeg in an environment in which it sees this device and no other
 * @param environment the same for other programs
 * @param hardware what was found on it
 */
public record GpuDevice(
    String name, FfmpegTools ffmpeg, Map<String, String> environment, Hardware hardware) {
  public GpuDevice {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(ffmpeg, "ffmpeg");
    environment = Map.copyOf(environment);
    Objects.requireNonNull(hardware, "hardware");
  }

  /** Everything on the CPU. */
  public static GpuDevice none(FfmpegTools ffmpeg) {
    return new GpuDevice("", ffmpeg, Map.of(), Hardware.NONE);
  }
}
