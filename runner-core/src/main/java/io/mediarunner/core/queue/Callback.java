package io.mediarunner.core.queue;

import io.mediarunner.core.task.TaskId;
import java.time.Duration;
import java.util.Objects;

/**
 * The end of a task, to be told to the application that gave it.
 *
 * @param taskId which task
 * @param run of the task; id and run together are the key of the callback
 * @param application name of the one that gave it
 * @param url {@code notify_url} of the task
 * @param body JSON, UTF-8; the same bytes at every try
 * @param tries so far
 * @param triedFor since the first try, without the time in which nothing could be tried
 */
public record Callback(
    TaskId taskId,
    int run,
    String application,
    String url,
    String body,
    int tries,
    Duration triedFor) {
  /**
   * @throws NullPointerException if a component is null
   */
  public Callback {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(triedFor, "triedFor");
  }

  /** By which a receiver recognises a callback that it has seen. */
  public String key() {
    return taskId + ":" + run;
  }
}
