package io.mediarunner.launcher.app;

import io.mediarunner.core.media.ffmpeg.EmbeddedFfmpeg;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Folder of the runner itself: a checkout or a release. {@code bin/runner} passes it as {@code
 * runner.home}, and the default settings file as {@code runner.settings}.
 */
public final class Home {
  private Home() {}

  /** A checkout, or a release. */
  public static Path folder() {
    return Path.of(System.getProperty("runner.home", "")).toAbsolutePath();
  }

  /** The default settings file. */
  public static Path envFile() {
    return Optional.ofNullable(System.getProperty("runner.settings"))
        .map(Path::of)
        .orElseGet(() -> folder().resolve(".env"));
  }

  /** How a user calls the runner: {@code bin/runner}, or the program of the Debian package. */
  public static String command() {
    return System.getProperty("runner.command", "bin/runner");
  }

  /** The user's folder for what can be made or downloaded again. */
  public static Path userCache() {
    return Path.of(System.getProperty("user.home"), ".cache", "media-runner");
  }

  /** Where tasks and results are kept unless the settings say otherwise. */
  public static Path storage() {
    return root() ? Path.of("/var/lib/media-runner/storage") : userData().resolve("storage");
  }

  /** The same for log files. */
  public static Path logs() {
    return root() ? Path.of("/var/log/media-runner") : userData().resolve("logs");
  }

  /** The same for what can be made or downloaded again. */
  public static Path cache() {
    return root() ? Path.of("/var/cache/media-runner") : userCache();
  }

  private static boolean root() {
    return System.getProperty("user.name").equals("root");
  }

  private static Path userData() {
    return Path.of(System.getProperty("user.home"), ".local", "share", "media-runner");
  }

  /** The ffmpeg that ships with the runner, for this machine's architecture. */
  public static EmbeddedFfmpeg embeddedFfmpeg(Path cacheDir) {
    String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
    return new EmbeddedFfmpeg(
        built().resolve("embedded").resolve("ffmpeg-" + architecture + ".jar"), cacheDir);
  }

  /** A release is what a checkout builds. */
  private static Path built() {
    return Files.exists(folder().resolve("pom.xml"))
        ? folder().resolve("runner-launcher/target/runner")
        : folder();
  }
}
