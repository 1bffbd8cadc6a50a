package io.mediarunner.core.media;

import io.mediarunner.core.error.TaskFailedException;
import java.nio.file.Path;

/** Fetches further files that a task names, under the same rules as its source. */
@FunctionalInterface
public interface Assets {
  /**
   * Downloads a file; blocks until it is whole.
   *
   * @param url as the Manager gave it, unchecked
   * @param folder that gets the file; must exist and be empty
   * @param maxBytes largest size, above zero
   * @throws TaskFailedException as for a source, and {@code CANCELLED} if the task was stopped
   */
  Path fetch(String url, Path folder, long maxBytes) throws TaskFailedException;
}
