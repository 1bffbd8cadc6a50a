package io.mediarunner.core.media;

import io.mediarunner.core.error.TaskFailedException;

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
}
