package io.mediarunner.core.json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that spares the runner a test at its next start. Nothing depends on it: one that is stale,
 * foreign, damaged or cannot be written is passed over. Touches the disk.
 */
public final class JsonCache {
  private static final Logger log = LoggerFactory.getLogger(JsonCache.class);
  private static final long LARGEST = 1 << 20;

  private final Path file;

  /**
   * @param file need not exist, nor its folder
   */
  public JsonCache(Path file) {
    this.file = Objects.requireNonNull(file, "file").toAbsolutePath();
  }

  /** What was written last; empty if there is nothing, or nothing of this form. */
  public <T> Optional<T> read(Class<T> type) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(Json.read(file, LARGEST, type));
    } catch (IOException e) {
      log.warn("{} is unreadable and passed over: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /** Replaces what is there. */
  public void write(Object value) {
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent(), "folder"));
      Files.writeString(file, Json.text(value));
    } catch (IOException e) {
      log.warn("{} cannot be written: {}", file, e.toString());
    }
  }
}
