package io.mediarunner.core.transcription.engine;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds whisper.cpp's programs. */
public final class WhisperLocator {
  private static final String CLI = "whisper-cli";
  private static final String VAD = "whisper-vad-speech-segments";
  private final String path;
  private final Path cacheDir;

  /**
   * @param path folders, as in the environment variable {@code PATH}
   * @param cacheDir the runner's own
   */
  public WhisperLocator(String path, Path cacheDir) {
    this.path = path == null ? "" : path;
    this.cacheDir = cacheDir;
  }

  /**
   * The configured one, else one on the path, else the one built by {@code bin/install-whisper}.
   *
   * @param configured path from the settings
   */
  public Optional<Path> cli(Optional<Path> configured) {
    return configured.isPresent() ? configured.filter(Files::isExecutable) : find(CLI);
  }

  /** The voice activity detector: next to {@code whisper-cli}, else where that would be. */
  public Optional<Path> voiceActivity(Optional<Path> cli) {
    return cli.map(file -> file.toAbsolutePath().resolveSibling(VAD))
        .filter(Files::isExecutable)
        .or(() -> find(VAD));
  }

  private Optional<Path> find(String program) {
    Stream<Path> onPath =
        Arrays.stream(path.split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, program));
    Path home = Path.of(System.getProperty("user.home"), ".cache", "media-runner");
    return Stream.concat(
            onPath,
            Stream.of(cacheDir, home)
                .map(cache -> cache.resolve("whisper").resolve("bin").resolve(program)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
