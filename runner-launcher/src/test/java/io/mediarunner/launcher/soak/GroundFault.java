package io.mediarunner.launcher.soak;

import java.nio.file.Path;
import java.util.Random;

/** One thing that gives way beneath a runner. */
interface GroundFault {
  /**
   * Tries it, and counts. Ends what it started.
   *
   * @param home of the packaged runner
   * @throws Exception if it could not be tried at all
   */
  void run(Path home, Scale scale, Random random, Tally tally) throws Exception;
}
