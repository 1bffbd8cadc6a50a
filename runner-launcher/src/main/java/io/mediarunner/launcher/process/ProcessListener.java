package io.mediarunner.launcher.process;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.task.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Told how each source fares, on any thread. */
public interface ProcessListener {
  void progressed(String source, Progress progress);

  /**
   * @param folder of the results
   * @param files paths below it
   * @param took empty if it had been done before
   */
  void succeeded(String source, Path folder, List<String> files, Optional<Duration> took);

  void failed(String source, Failure failure);
}
