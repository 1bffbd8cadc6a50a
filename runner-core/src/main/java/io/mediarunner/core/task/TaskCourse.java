package io.mediarunner.core.task;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How an attempt went.
 *
 * @param stages when each stage started; stages that it did not reach are missing
 * @param speeds how fast the media programs were, in order of time
 * @param sourceBytes size of the source; empty if unknown
 */
public record TaskCourse(
    Map<Stage, Instant> stages, List<Speed> speeds, Optional<Long> sourceBytes) {
  /** Nothing is known. */
  public static final TaskCourse NONE = new TaskCourse(Map.of(), List.of());

  /** Of a source whose size is unknown. */
  public TaskCourse(Map<Stage, Instant> stages, List<Speed> speeds) {
    this(stages, speeds, Optional.empty());
  }

  /**
   * @throws NullPointerException if a component is null
   */
  public TaskCourse {
    stages = Map.copyOf(stages);
    speeds = List.copyOf(speeds);
    Objects.requireNonNull(sourceBytes, "sourceBytes");
  }

  /**
   * @param second whole seconds since the attempt started, 0 or more
   * @param times media time per wall time; 2.0 = twice real time
   */
  public record Speed(int second, double times) {}
}
