package io.mediarunner.core.media;

import io.mediarunner.core.error.TaskFailedException;
import java.nio.file.Path;
import java.util.Optional;

/** Downloads additional files that a task names, under the same rules as its source. */
@FunctionalInterface
public interface Assets {
  /** Gets notified as bytes arrive, on the downloading thread. */
  interface Listener {
    /**
     * @param received bytes so far
     * @param total bytes in all; empty if the server does not say
     */
    void received(long received, Optional<Long> total);
  }

  /**
   * Downloads a file; blocks until it is complete. Reuses what an interrupted attempt at the same
   * task downloaded under this name and from this URL.
   *
   * @param name our own name for the file, unique within the task, such as {@code logo}
   * @param url as the Manager gave it, unchecked
   * @param maxBytes largest size; 0 = no limit
   * @param listener told of progress
   * @throws TaskFailedException as for a source, and {@code CANCELLED} if the task was stopped
   */
  Path fetch(String name, String url, long maxBytes, Listener listener) throws TaskFailedException;

  /** The same, for files too small to report progress. */
  default Path fetch(String name, String url, long maxBytes) throws TaskFailedException {
    return fetch(name, url, maxBytes, (received, total) -> {});
  }
}
