package io.mediarunner.core.media;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds {@code whisper-cli}. */
public final class WhisperLocator {
  private static final String PROGRAM = "whisper-cli";

  private WhisperLocator() {}

  /**
   * The configured one, else one on the path, else what {@code bin/install-whisper} has built.
   *
   * @param configured what the settings name
   * @param path folders, as in the environment variable {@code PATH}
   * @param cacheDir the runner's own
   */
  public static Optional<Path> find(Optional<Path> configured, String path, Path cacheDir) {
    if (configured.isPresent()) {
      return configured.filter(Files::isExecutable);
    }
    Stream<Path> onPath =
        Arrays.stream(path.split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, PROGRAM));
    Path home = Path.of(System.getProperty("user.home"), ".cache", "media-runner");
    return Stream.concat(
            onPath,
            Stream.of(cacheDir, home)
                .map(cache -> cache.resolve("whisper").resolve("bin").resolve(PROGRAM)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
