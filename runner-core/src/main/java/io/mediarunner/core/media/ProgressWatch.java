package io.mediarunner.core.media;

import io.mediarunner.core.media.ffmpeg.ProgressFile;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads ffmpeg's progress twice a second on a thread of its own and tells it as a fraction. */
final class ProgressWatch implements AutoCloseable {
  private static final long PERIOD_MILLIS = 500;
  private final ProgressFile file;
  private final double seconds;
  private final double from;
  private final double to;
  private final Consumer<Progress> listener;
  private final Thread thread = new Thread(this::watch, "progress");

  /**
   * @param seconds media time that will be written
   * @param from fraction of the whole task at the beginning
   * @param to fraction at the end
   */
  ProgressWatch(
      ProgressFile file, double seconds, double from, double to, Consumer<Progress> listener) {
    this.file = file;
    this.seconds = seconds;
    this.from = from;
    this.to = to;
    this.listener = listener;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    double furthest = 0;
    while (!Thread.currentThread().isInterrupted()) {
      Optional<ProgressFile.Block> block = file.latest();
      double done = block.flatMap(ProgressFile.Block::outSeconds).orElse(0.0);
      furthest = Math.max(furthest, Math.min(seconds, done));
      double left = seconds - furthest;
      Optional<Double> speed = block.flatMap(ProgressFile.Block::speed);
      listener.accept(
          new Progress(
              Stage.PROCESS,
              from + (to - from) * furthest / seconds,
              speed,
              speed.map(times -> Duration.ofMillis(Math.round(left / times * 1000)))));
      try {
        Thread.sleep(PERIOD_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
