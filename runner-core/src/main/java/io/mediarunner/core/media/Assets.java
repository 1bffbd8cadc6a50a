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
   * Downloads a file; blocks until it is whole. What an interrupted attempt at the same task has
   * downloaded under this name and from this address is taken as it is.
   *
   * @param name a word of our own for the file, one of a kind within the task, such as {@code logo}
   * @param url as the Manager gave it, unchecked
   * @param maxBytes largest size; 0 = no limit
   * @param listener told of progress
   * @throws TaskFailedException as for a source, and {@code CANCELLED} if the task was stopped
   */
  Path fetch(String name, String url, long maxBytes, Listener listener) throws TaskFailedException;

  /** Likewise, for files so small that nobody waits for them. */
  default Path fetch(String name, String url, long maxBytes) throws TaskFailedException {
    return fetch(name, url, maxBytes, (received, total) -> {});
  }
}
