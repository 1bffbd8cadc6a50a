package io.mediarunner.core.store;

import io.mediarunner.core.task.TaskId;

/** The task is already running; one id cannot run twice at once. */
public final class TaskNotAcceptedException extends Exception {
  private static final long serialVersionUID = 1L;

  public TaskNotAcceptedException(TaskId taskId) {
    super("task " + taskId + " is already running");
  }
}
