package io.mediarunner.core.fetch;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A source on disk, whole.
 *
 * @param file under a name of our own
 * @param name as its address or server calls it: the last path segment, decoded; never blank
 * @param bytes size
 */
public record FetchedSource(Path file, String name, long bytes) {
  /**
   * @throws NullPointerException if a component is null
   */
  public FetchedSource {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(name, "name");
  }
}
