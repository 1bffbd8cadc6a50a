package io.mediarunner.launcher.install;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that has run to its end.
 *
 * @param exit its exit code
 * @param said all its output
 */
record Run(int exit, String said) {
  private static final Duration LIMIT = Duration.ofMinutes(8);

  /**
   * @param more environment variables
   */
  static Run of(Path directory, Map<String, String> more, List<String> command)
      throws IOException, InterruptedException {
    File log = Files.createTempFile("said-", ".txt").toFile();
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(log);
      builder.environment().putAll(more);
      Process process = builder.start();
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IOException("no end: " + command + ": " + Files.readString(log.toPath()));
      }
      return new Run(process.exitValue(), Files.readString(log.toPath()));
    } finally {
      Files.delete(log.toPath());
    }
  }

  /** What it said, if it went well. */
  String wentWell() throws IOException {
    if (exit != 0) {
      throw new IOException("exit code " + exit + ": " + said);
    }
    return said;
  }
}
