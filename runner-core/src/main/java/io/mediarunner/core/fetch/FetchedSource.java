package io.mediarunner.core.fetch;

import io.mediarunner.core.net.WebUrl;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A complete source on disk.
 *
 * @param file under our own name
 * @param name as its URL or server calls it: the last path segment, decoded; never blank
 * @param bytes size
 * @param address where it came from in the end, behind all redirects: what it refers to is relative
 *     to that
 */
public record FetchedSource(Path file, String name, long bytes, WebUrl address) {
  /**
   * @throws NullPointerException if a component is null
   */
  public FetchedSource {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(address, "address");
  }
}
