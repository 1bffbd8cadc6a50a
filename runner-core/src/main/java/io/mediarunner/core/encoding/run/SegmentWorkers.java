package io.mediarunner.core.encoding.run;

import io.mediarunner.core.error.TaskFailedException;
import java.io.IOException;

/** Who encodes the intermediate segments of a long video. The encode itself does not know. */
@FunctionalInterface
public interface SegmentWorkers {
  /** Nobody but the encode's own run. */
  SegmentWorkers NONE = encode -> false;

  /**
   * Has all segments encoded that are missing; blocks the attempt's thread until they are in the
   * encode's folder.
   *
   * @return false, with nothing done, if one run is to encode the video
   * @throws TaskFailedException why the task fails
   */
  boolean encode(DivisibleEncode encode) throws TaskFailedException, IOException;
}
