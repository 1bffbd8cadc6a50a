package io.mediarunner.launcher.app;

import io.mediarunner.core.media.ffmpeg.EmbeddedFfmpeg;
import java.nio.file.Path;

/** Where the runner itself lies; {@code bin/runner} says so through {@code runner.home}. */
public final class Home {
  private Home() {}

  static Path folder() {
    return Path.of(System.getProperty("runner.home", "")).toAbsolutePath();
  }

  /** The default settings file. */
  public static Path envFile() {
    return folder().resolve(".env");
  }

  /** The ffmpeg that is delivered with the runner. */
  public static EmbeddedFfmpeg embeddedFfmpeg(Path cacheDir) {
    return new EmbeddedFfmpeg(
        folder().resolve("runner-launcher/target/runner/embedded/ffmpeg.jar"), cacheDir);
  }
}
