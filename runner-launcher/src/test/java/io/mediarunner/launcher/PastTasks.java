package io.mediarunner.launcher;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Writes ended tasks into the journal of a runner that is not running, as it would have. */
final class PastTasks implements AutoCloseable {
  private final TaskStore store;

  PastTasks(Path folder) throws Exception {
    Files.createDirectories(folder.resolve("storage"));
    store = TaskStore.open(folder.resolve("storage/runner.db"));
  }

  void succeeded(String id, String title, Instant end) throws Exception {
    end(id, title, TaskOutcome.succeeded(Optional.empty()), end);
  }

  void failed(String id, String title, Failure failure, Instant end) throws Exception {
    end(
        id,
        title,
        TaskOutcome.failed(
            failure, Optional.of(end + " command: /usr/bin/ffmpeg -i source.mp4 out.mp4\n")),
        end);
  }

  private void end(String id, String title, TaskOutcome outcome, Instant end) throws Exception {
    TaskId task = new TaskId(id);
    store.accept(
        0,
        new TaskRequest(
            task,
            "Université",
            "Pod",
            Optional.of("4.1"),
            "encoding",
            "https://pod.example.org/media/" + id + ".mp4",
            Optional.empty(),
            Map.of("video_title", title),
            "",
            Optional.empty()),
        end.minusSeconds(70));
    store.started(task, 1, end.minusSeconds(60));
    store.finish(task, 1, outcome, end);
  }

  @Override
  public void close() {
    store.close();
  }
}
