package io.mediarunner.core.config;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What is logged and where.
 *
 * @param level minimum level that is logged
 * @param directory folder of the log files
 * @param json whether each line is a JSON object
 * @param color false where {@code NO_COLOR} asks for plain reports
 */
public record LogConfig(LogLevel level, Path directory, boolean json, boolean color) {
  /**
   * @throws NullPointerException if {@code level} or {@code directory} is null
   */
  public LogConfig {
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(directory, "directory");
  }
}
