package io.mediarunner.verticles.dispatch;

import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.task.TaskId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tasks that ran when the process died, more than once: one of them may be what ends it. They run
 * one after the other, with nothing beside them, so that the next death names one task. All
 * instances read the same list from the journal when they start, in the same order, and hear of the
 * same ends.
 */
final class Suspects {
  private final Set<TaskId> left = new LinkedHashSet<>();
  private final Set<TaskId> endedEarly = new HashSet<>();
  private boolean found;

  /**
   * Once, when the instance starts.
   *
   * @param unfinished tasks of all instances, oldest first
   */
  void found(List<TaskRecord> unfinished) {
    unfinished.stream()
        .filter(TaskRecord::suspect)
        .map(task -> task.request().taskId())
        .filter(id -> !endedEarly.contains(id))
        .forEach(left::add);
    endedEarly.clear();
    found = true;
  }

  /** Whether one is still to run, or runs. */
  boolean any() {
    return !left.isEmpty();
  }

  /** Whether a task may run now: the first suspect, or any task if there is no suspect. */
  boolean mayRun(TaskId task) {
    return left.isEmpty() || left.iterator().next().equals(task);
  }

  /**
   * A task has ended, of whichever instance.
   *
   * @return whether it was a suspect, and another task may now run
   */
  boolean ended(TaskId task) {
    if (!found) {
      endedEarly.add(task); // while the journal is being read
    }
    return left.remove(task);
  }
}
