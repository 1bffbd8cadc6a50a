package io.mediarunner.core.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that nobody needs once their maker is done with them. They lie where {@code java.io.tmpdir}
 * says now; Java's own methods may keep to what it said when the process began.
 */
public final class TemporaryFiles {
  private TemporaryFiles() {}

  /** A new folder, for this user alone. */
  public static Path folder(String prefix) throws IOException {
    return Files.createTempDirectory(root(), prefix);
  }

  /** A new, empty file, for this user alone. */
  public static Path file(String prefix, String suffix) throws IOException {
    return Files.createTempFile(root(), prefix, suffix);
  }

  private static Path root() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }
}
