package io.mediarunner.verticles.media;

import io.mediarunner.core.task.TaskCourse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fast an attempt was over time: at most {@link #MOST} samples, evenly spaced, however long it
 * takes. One thread.
 */
final class SpeedSamples {
  static final int MOST = 120;

  private final List<TaskCourse.Speed> samples = new ArrayList<>();
  private @Nullable Instant begin;
  private int spacing = 1;

  void add(Instant now, double times) {
    begin = begin == null ? now : begin;
    int second = (int) Math.max(0, Duration.between(begin, now).toSeconds());
    if (!samples.isEmpty() && second < samples.get(samples.size() - 1).second() + spacing) {
      return;
    }
    samples.add(new TaskCourse.Speed(second, times));
    if (samples.size() > MOST) {
      for (int i = samples.size() - 1; i > 0; i -= 2) {
        samples.remove(i);
      }
      spacing *= 2;
    }
  }

  List<TaskCourse.Speed> list() {
    return List.copyOf(samples);
  }
}
