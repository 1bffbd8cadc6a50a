package io.mediarunner.core.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that are not needed once their creator is done with them. They are where {@code
 * java.io.tmpdir} points now; Java's own methods may use its value from the start of the process.
 */
public final class TemporaryFiles {
  private TemporaryFiles() {}

  /** A new folder, only for this user. */
  public static Path folder(String prefix) throws IOException {
    return Files.createTempDirectory(root(), prefix);
  }

  /** A new, empty file, only for this user. */
  public static Path file(String prefix, String suffix) throws IOException {
    return Files.createTempFile(root(), prefix, suffix);
  }

  private static Path root() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }
}
