package io.mediarunner.core.bus;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskState;
import java.time.Instant;
import java.util.Optional;

/** One step in a task's life; times are UTC. */
public sealed interface TaskEvent extends BusMessage {
  TaskId taskId();

  /** 0-based number of the instance whose slot the task holds. */
  int instance();

  Instant at();

  /** Work has started. */
  record Started(TaskId taskId, int instance, int attempt, Instant at) implements TaskEvent {}

  /** A new stage, or progress within one; conflated to a few per second. */
  record Progressed(TaskId taskId, int instance, Instant at, Progress progress)
      implements TaskEvent {}

  /**
   * Back in the journal as not started, because its verticle stops. It continues with the next
   * attempt.
   */
  record HandedBack(TaskId taskId, int instance, Instant at) implements TaskEvent {}

  /**
   * The task has ended, and the journal has it.
   *
   * @param state a terminal one
   * @param failure present unless {@code state} is SUCCEEDED
   */
  record Ended(TaskId taskId, int instance, Instant at, TaskState state, Optional<Failure> failure)
      implements TaskEvent {}
}
