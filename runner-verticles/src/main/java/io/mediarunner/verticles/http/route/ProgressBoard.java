package io.mediarunner.verticles.http.route;

import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.TaskId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The latest progress of each running task, whichever instance runs it, because every instance may
 * be asked.
 */
public final class ProgressBoard {
  private final Map<TaskId, Progress> newest = new HashMap<>();

  public void heard(TaskEvent event) {
    if (event instanceof TaskEvent.Progressed progressed) {
      newest.put(event.taskId(), progressed.progress());
    } else { // restarted, or ended
      newest.remove(event.taskId());
    }
  }

  Optional<Progress> of(TaskId taskId) {
    return Optional.ofNullable(newest.get(taskId));
  }
}
