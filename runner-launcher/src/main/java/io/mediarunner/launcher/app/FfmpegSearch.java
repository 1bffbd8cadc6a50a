package io.mediarunner.launcher.app;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.ProcessRunner;
import java.util.List;

/** How a runner finds the ffmpeg it will use. Blocks its thread. */
@FunctionalInterface
public interface FfmpegSearch {
  /**
   * @param processes the runner's own starter of programs
   * @return the one to use, and after it others that graphics hardware may get on with better
   * @throws Exception if there is none that can be used
   */
  List<FfmpegTools> find(ProcessRunner processes) throws Exception;
}
