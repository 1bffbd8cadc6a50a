package io.mediarunner.core.media.ffmpeg;

import io.mediarunner.core.media.FrameRate;
import io.mediarunner.core.process.RunningProcess;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads ffmpeg's progress twice a second on its own thread and reports it as a fraction. Terminates
 * an ffmpeg that stalls.
 */
public final class ProgressWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProgressWatch.class);
  private static final long PERIOD_MILLIS = 500;
  private final ProgressFile file;
  private final double before;
  private final double seconds;
  private final Optional<FrameRate> rate;
  private final double from;
  private final double to;
  private final Consumer<Progress> listener;
  private final Duration stall;
  private volatile @Nullable RunningProcess process;
  private boolean complained; // on our thread only
  private final Thread thread = new Thread(this::watch, "progress");

  /**
   * @param before media time written before this program started
   * @param seconds media time that will be written in total
   * @param rate frame rate of the first output; empty without video. If there is video, its frames
   *     are counted, because the audio runs far ahead of them
   * @param from fraction of the whole task at the beginning
   * @param to fraction at the end
   * @param stall how long the program may give no sign of life
   */
  public ProgressWatch(
      ProgressFile file,
      double before,
      double seconds,
      Optional<FrameRate> rate,
      double from,
      double to,
      Consumer<Progress> listener,
      Duration stall) {
    this.file = file;
    this.before = before;
    this.seconds = seconds;
    this.rate = rate;
    this.from = from;
    this.to = to;
    this.listener = listener;
    this.stall = stall;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Sets the program whose progress this is. */
  public void endWhenStalled(RunningProcess started) {
    process = started;
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

  private double done(Optional<ProgressFile.Block> block) {
    return rate.map(r -> block.flatMap(ProgressFile.Block::frames).map(n -> n / r.value()))
        .orElseGet(() -> block.flatMap(ProgressFile.Block::outSeconds))
        .orElse(0.0);
  }

  /**
   * What shows that a program is alive. Not only progress: it may have to seek far before its first
   * frame. A program that computes forever hits the time limit.
   */
  private record Signs(Optional<ProgressFile.Block> block, long cpuSeconds) {}

  private long cpuSeconds() {
    RunningProcess started = process;
    return started == null ? 0 : started.cpu().toSeconds();
  }

  /** Whoever listens: detecting a stall must go on. */
  private void tell(Progress progress) {
    try {
      listener.accept(progress);
    } catch (RuntimeException e) {
      if (!complained) {
        complained = true;
        log.warn("progress cannot be reported", e);
      }
    }
  }

  private void watch() {
    double furthest = before;
    double first = -1; // an adopted program has already made progress
    long begin = System.nanoTime();
    long moved = begin;
    Signs last = new Signs(Optional.empty(), 0);
    while (!Thread.currentThread().isInterrupted()) {
      Optional<ProgressFile.Block> block = file.latest();
      Signs now = new Signs(block, cpuSeconds());
      if (!now.equals(last)) {
        last = now;
        moved = System.nanoTime();
      } else if (process != null && System.nanoTime() - moved > stall.toNanos()) {
        process.stop();
      }
      furthest = Math.max(furthest, Math.min(seconds, before + done(block)));
      first = first < 0 ? furthest : first;
      double left = seconds - furthest;
      double elapsed = (System.nanoTime() - begin) / 1e9;
      // Our own speed: ffmpeg reports that of the output that is furthest ahead.
      Optional<Double> speed =
          furthest > first && elapsed > 1
              ? Optional.of((furthest - first) / elapsed)
              : Optional.empty();
      tell(
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
