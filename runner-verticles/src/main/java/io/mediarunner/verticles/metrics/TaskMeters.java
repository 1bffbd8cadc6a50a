package io.mediarunner.verticles.metrics;

import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.media.Warning;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.core.task.TaskWarning;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Meters about tasks. One thread; the registry may be read on any. */
final class TaskMeters {
  private static final Duration[] LONG_BUCKETS = {
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1),
    Duration.ofHours(4)
  };
  private static final double[] SPEED_BUCKETS = {0.25, 0.5, 1, 2, 4, 8, 16, 32};

  private final MeterRegistry registry;
  private final AtomicInteger running = new AtomicInteger();
  private final Map<TaskId, Course> courses = new HashMap<>();

  /** The course of one task so far. */
  private static final class Course {
    private final Map<Stage, Instant> stages = new EnumMap<>(Stage.class);
    private double speed;
  }

  TaskMeters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("runner.tasks.running", running, AtomicInteger::get)
        .description("Running tasks")
        .register(registry);
    for (TaskType type : TaskType.values()) { // present from the start, so that rates are correct
      ended(type.wireName(), "completed", "");
      for (Warning.Code code : Warning.Code.values()) {
        warned(type.wireName(), code);
      }
    }
  }

  void heard(TaskEvent event) {
    if (event instanceof TaskEvent.Started) {
      courses.put(event.taskId(), new Course());
    } else if (event instanceof TaskEvent.HandedBack) {
      courses.remove(event.taskId());
    } else if (event instanceof TaskEvent.Progressed progressed) {
      Course course = courses.computeIfAbsent(event.taskId(), id -> new Course());
      Progress progress = progressed.progress();
      course.stages.putIfAbsent(progress.stage(), event.at());
      course.speed = progress.speed().orElse(course.speed);
    }
    running.set(courses.size());
  }

  /**
   * A task has ended.
   *
   * @param row its journal entry
   * @param resultBytes size of its published results
   */
  void ended(TaskHistory.Row row, Instant at, long resultBytes) {
    String type = type(row);
    ended(type, row.state().wireName(), row.failure().map(f -> f.name()).orElse("")).increment();
    row.startedAt()
        .ifPresent(
            started -> {
              timer("runner.task.queue", "Time from acceptance to start of work", "type", type)
                  .record(between(row.acceptedAt(), started));
              timer(
                      "runner.task.duration",
                      "Time from start of work to the end",
                      "type",
                      type,
                      "state",
                      row.state().wireName())
                  .record(between(started, at));
            });
    Counter.builder("runner.results")
        .baseUnit("bytes")
        .description("Bytes published by tasks")
        .tag("type", type)
        .register(registry)
        .increment((double) resultBytes);
    Course course = courses.remove(row.request().taskId());
    running.set(courses.size());
    if (course != null) {
      record(course, type, at);
    }
  }

  /** A task succeeded with warnings. */
  void warned(TaskHistory.Row row, List<TaskWarning> warnings) {
    warnings.stream()
        .map(warning -> Warning.Code.find(warning.code()))
        .flatMap(Optional::stream)
        .distinct()
        .forEach(code -> warned(type(row), code).increment());
  }

  private Counter warned(String type, Warning.Code code) {
    return Counter.builder("runner.task.warnings")
        .description("Tasks that completed with a warning")
        .tags("type", type, "code", code.name())
        .register(registry);
  }

  private Counter ended(String type, String state, String code) {
    return Counter.builder("runner.tasks.ended")
        .description("Finished tasks")
        .tags("type", type, "state", state, "code", code)
        .register(registry);
  }

  /** The wire name, or one word for all unknown types: callers must not create series. */
  private static String type(TaskHistory.Row row) {
    return row.request().type().map(TaskType::wireName).orElse("unknown");
  }

  private void record(Course course, String type, Instant end) {
    Stage[] stages = Stage.values();
    for (int i = 0; i < stages.length; i++) {
      Instant begin = course.stages.get(stages[i]);
      if (begin == null) {
        continue;
      }
      Instant next = end;
      for (int j = stages.length - 1; j > i; j--) {
        next = course.stages.getOrDefault(stages[j], next);
      }
      timer(
              "runner.task.stage",
              "Time spent in a stage",
              "type",
              type,
              "stage",
              stages[i].name().toLowerCase(Locale.ROOT))
          .record(between(begin, next));
    }
    if (course.speed > 0) {
      DistributionSummary.builder("runner.task.speed")
          .description("Seconds of media processed per second of work")
          .tag("type", type)
          .serviceLevelObjectives(SPEED_BUCKETS)
          .register(registry)
          .record(course.speed);
    }
  }

  private Timer timer(String name, String description, String... tags) {
    return Timer.builder(name)
        .description(description)
        .tags(tags)
        .serviceLevelObjectives(LONG_BUCKETS)
        .register(registry);
  }

  private static Duration between(Instant from, Instant to) {
    Duration between = Duration.between(from, to);
    return between.isNegative() ? Duration.ZERO : between;
  }
}
