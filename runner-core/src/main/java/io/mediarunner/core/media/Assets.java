package io.mediarunner.core.media;

import io.mediarunner.core.error.TaskFailedException;
import java.nio.file.Path;
import java.util.Optional;

/** Fetches further files that a task names, under the same rules as its source. */
@FunctionalInterface
public interface Assets {
  /** Hears of bytes as they come, on the downloading thread. */
  interface Listener {
    /**
     * @param received bytes so far
     * @param total bytes in all; empty where the server does not say
     */
    void received(long received, Optional<Long> total);
  }

  /**
   * Downloads a file; blocks until it is whole.
   *
   * @param url as the Manager gave it, unchecked
   * @param folder that gets the file; must exist and be empty
   * @param maxBytes largest size; 0 = no limit
   * @param listener told of progress
   * @throws TaskFailedException as for a source, and {@code CANCELLED} if the task was stopped
   */
  Path fetch(String url, Path folder, long maxBytes, Listener listener) throws TaskFailedException;

  /** Likewise, for files so small that nobody waits for them. */
  default Path fetch(String url, Path folder, long maxBytes) throws TaskFailedException {
    return fetch(url, folder, maxBytes, (received, total) -> {});
  }
}
