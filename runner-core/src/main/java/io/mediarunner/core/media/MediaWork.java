package io.mediarunner.core.media;

import io.mediarunner.core.error.TaskFailedException;

/** The media step of one task type: from a downloaded source to verified outputs. */
public interface MediaWork {
  /**
   * Does the work, to its end, on the caller's thread. When it returns normally every file in the
   * output folder is whole and checked; otherwise the folder's content is worth nothing.
   *
   * @return what the tools toolLog, for the Manager's administrator; at most 200,000 characters
   * @throws TaskFailedException if there will be no result, with the reason
   */
  String run(MediaTask task) throws TaskFailedException;
}
