package io.mediarunner.core.media.hardware;

import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the ffmpeg that makes the most of the graphics hardware, and the devices to spread the
 * instances over. What one build cannot do with a driver, an older or newer one may. Starts
 * programs and waits, so it does not belong on an event loop.
 */
public final class HardwareSearch {
  private final EncodingConfig config;
  private final ProcessRunner processes;
  private final String path;
  private final Optional<Path> cacheDir;

  /**
   * @param path the runner's own PATH
   * @param cacheDir folder of earlier results; empty = test everything now
   */
  public HardwareSearch(
      EncodingConfig config, ProcessRunner processes, String path, Optional<Path> cacheDir) {
    this.config = Objects.requireNonNull(config, "config");
    this.processes = Objects.requireNonNull(processes, "processes");
    this.path = Objects.requireNonNull(path, "path");
    this.cacheDir = Objects.requireNonNull(cacheDir, "cacheDir");
  }

  /** The devices with one ffmpeg; at least one. */
  public record Trial(FfmpegTools ffmpeg, List<GpuDevice> devices) {
    public Trial {
      Objects.requireNonNull(ffmpeg, "ffmpeg");
      devices = List.copyOf(devices);
    }

    private boolean encodes() {
      return devices.stream().map(GpuDevice::hardware).anyMatch(Hardware::encodes);
    }

    /** Whether any device can be used for anything. */
    public boolean usable() {
      return devices.stream().map(GpuDevice::hardware).anyMatch(Hardware::usable);
    }

    /** What the first usable device does, or that there is none. */
    public String summary() {
      return first().summary();
    }

    private Hardware first() {
      return devices.stream()
          .map(GpuDevice::hardware)
          .filter(Hardware::usable)
          .findFirst()
          .orElse(devices.get(0).hardware());
    }

    /** Version and origin of its ffmpeg. */
    public String ffmpegName() {
      return "ffmpeg " + ffmpeg.version() + " (" + ffmpeg.origin() + ")";
    }
  }

  /**
   * What was tried.
   *
   * @param chosen to encode with
   * @param others that were tried too, in order
   */
  public record Result(Trial chosen, List<Trial> others) {
    public Result {
      Objects.requireNonNull(chosen, "chosen");
      others = List.copyOf(others);
    }

    /** Which device an instance uses: they take turns. */
    public GpuDevice device(int instance) {
      return chosen.devices().get(instance % chosen.devices().size());
    }

    /** One line for people: what works with which ffmpeg, and why not with the others. */
    public String summary() {
      String rest =
          others.stream()
              .map(other -> "; " + other.ffmpegName() + ": " + other.first().whyNoEncoder())
              .collect(Collectors.joining());
      String count =
          chosen.devices().size() == 1 ? "" : " on each of " + chosen.devices().size() + " devices";
      return chosen.summary() + count + ", with " + chosen.ffmpegName() + rest;
    }
  }

  /**
   * Tries one ffmpeg after the other until one encodes; if none does, the first that is of use for
   * anything serves, else the first.
   *
   * @param candidates the preferred one first, at least one
   */
  public Result search(List<FfmpegTools> candidates) throws IOException {
    List<Trial> tried = new ArrayList<>();
    for (FfmpegTools candidate : candidates) {
      Trial trial = new Trial(candidate, devices(candidate));
      tried.add(trial);
      if (trial.encodes()) {
        break;
      }
    }
    Trial chosen =
        tried.stream()
            .filter(Trial::encodes)
            .findFirst()
            .or(() -> tried.stream().filter(Trial::usable).findFirst())
            .orElse(tried.get(0));
    return new Result(chosen, tried.stream().filter(other -> !other.equals(chosen)).toList());
  }

  /**
   * Of several devices in the settings those that exist, each for itself; all in one where only one
   * is named or none exists.
   */
  private List<GpuDevice> devices(FfmpegTools ffmpeg) throws IOException {
    List<GpuDevice> devices = new ArrayList<>();
    if (config.cudaVisibleDevices().size() > 1) {
      for (String name : config.cudaVisibleDevices()) {
        EncodingConfig bound = config.boundTo(name);
        if (probe(ffmpeg, bound).opens(HardwareApi.CUDA)) {
          devices.add(device(name, ffmpeg, bound));
        }
      }
    }
    String all = String.join(",", config.cudaVisibleDevices());
    return devices.isEmpty() ? List.of(device(all, ffmpeg, config)) : devices;
  }

  private GpuDevice device(String name, FfmpegTools ffmpeg, EncodingConfig bound)
      throws IOException {
    HardwareProbe probe = probe(ffmpeg, bound);
    Hardware hardware =
        cacheDir.isPresent()
            ? probe.cached(cacheDir.get().resolve(cacheName(ffmpeg, name)))
            : probe.probe();
    return new GpuDevice(name, seeing(ffmpeg, bound), bound.gpuEnvironment(path), hardware);
  }

  private static String cacheName(FfmpegTools ffmpeg, String device) {
    String safe = device.replaceAll("[^A-Za-z0-9]+", "-");
    return "hardware-" + ffmpeg.origin() + (safe.isEmpty() ? "" : "-" + safe) + ".json";
  }

  private HardwareProbe probe(FfmpegTools ffmpeg, EncodingConfig bound) {
    return new HardwareProbe(seeing(ffmpeg, bound), processes, bound.device());
  }

  private FfmpegTools seeing(FfmpegTools tools, EncodingConfig bound) {
    Map<String, String> environment = new HashMap<>(tools.environment());
    environment.putAll(bound.gpuEnvironment(path));
    return new FfmpegTools(
        tools.ffmpeg(),
        tools.ffprobe(),
        tools.version(),
        tools.origin(),
        environment,
        tools.rules());
  }
}
