package io.mediarunner.launcher.app;

import io.mediarunner.core.media.ffmpeg.EmbeddedFfmpeg;
import java.nio.file.Path;

/** Folder of the runner itself, passed by {@code bin/runner} as {@code runner.home}. */
public final class Home {
  private Home() {}

  static Path folder() {
    return Path.of(System.getProperty("runner.home", "")).toAbsolutePath();
  }

  /** The default settings file. */
  public static Path envFile() {
    return folder().resolve(".env");
  }

  /** The user's folder for what can be made or downloaded again. */
  public static Path userCache() {
    return Path.of(System.getProperty("user.home"), ".cache", "media-runner");
  }

  /** The ffmpeg that ships with the runner. */
  public static EmbeddedFfmpeg embeddedFfmpeg(Path cacheDir) {
    return new EmbeddedFfmpeg(
        folder().resolve("runner-launcher/target/runner/embedded/ffmpeg.jar"), cacheDir);
  }
}
