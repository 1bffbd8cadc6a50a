package io.mediarunner.verticles;

import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import java.util.Map;
import java.util.Optional;

/** Requests as the Manager sends them. */
public final class TaskRequests {
  private TaskRequests() {}

  public static TaskRequest encoding(String id) {
    return of(id, "encoding", Map.of());
  }

  public static TaskRequest of(String id, String type, Map<String, Object> parameters) {
    return new TaskRequest(
        new TaskId(id),
        "etab",
        "app",
        Optional.empty(),
        type,
        "http://source.test/a.mp4",
        Optional.empty(),
        parameters,
        "http://client.test/notify",
        Optional.of("http://manager.test/task/completion"));
  }
}
