package io.mediarunner.launcher.app;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.ProcessRunner;

/** How a runner finds the ffmpeg it will use. Blocks its thread. */
@FunctionalInterface
public interface FfmpegSearch {
  /**
   * @param processes the runner's own starter of programs
   * @throws Exception if there is none that can be used
   */
  FfmpegTools find(ProcessRunner processes) throws Exception;
}
