package io.mediarunner.launcher.app;

import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How the settings reach programs that use graphics hardware. */
public final class Gpu {
  private Gpu() {}

  /** The same programs, told which devices they see. */
  public static FfmpegTools tools(FfmpegTools tools, EncodingConfig config) {
    Map<String, String> environment = new HashMap<>(tools.environment());
    environment.putAll(
        config.gpuEnvironment(Optional.ofNullable(System.getenv("PATH")).orElse("")));
    return new FfmpegTools(
        tools.ffmpeg(),
        tools.ffprobe(),
        tools.version(),
        tools.origin(),
        environment,
        tools.rules());
  }

  /** Cache file of the hardware test. */
  static Path cache(Path cacheDir) {
    return cacheDir.resolve("hardware.json");
  }
}
