package io.mediarunner.core.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What is logged and where.
 *
 * @param level minimum level that is logged
 * @param directory folder of the log files
 * @param json whether each line is a JSON object
 * @param color false where {@code NO_COLOR} asks for plain reports
 * @param traces collector of traces, which takes OTLP over HTTP; empty for none
 */
public record LogConfig(
    LogLevel level, Path directory, boolean json, boolean color, Optional<URI> traces) {
  /**
   * @throws NullPointerException if a component is null
   */
  public LogConfig {
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(traces, "traces");
  }
}
