package io.mediarunner.core.media;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.TaskFailedException;
import java.util.Optional;

/** The media step of one task type: from a downloaded source to verified outputs. */
public interface MediaWork {
  /**
   * Does all the work on the caller's thread. If it returns normally, every file in the output
   * folder is complete and verified; otherwise the folder's content is useless.
   *
   * @return output of the tools, for the Manager's administrator; at most 200,000 characters
   * @throws TaskFailedException if there will be no result, with the reason
   */
  String run(MediaTask task) throws TaskFailedException;

  /** How large the source may be where it is no recording; empty = as the settings say. */
  default Optional<SourceLimit> sourceLimit() {
    return Optional.empty();
  }

  /**
   * A limit that holds from the first byte of the download on.
   *
   * @param bytes above zero
   * @param tooLarge what a larger source fails with
   */
  record SourceLimit(long bytes, Failure tooLarge) {}
}
