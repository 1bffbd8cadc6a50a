package io.mediarunner.core.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.store.OpenTask;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.workspace.TaskFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the journal has lost tasks, because its file or its write-ahead log was deleted,
 * truncated or damaged, and gives them back to it: what the Manager has not been told about from
 * the files beside the journal, and ended tasks from their results. Runs before any port opens, and
 * before {@link InterruptedTasks}.
 */
public final class JournalRebuild {
  private static final Logger log = LoggerFactory.getLogger(JournalRebuild.class);
  private final TaskStore store;
  private final TaskFolders folders;
  private final Clock clock;

  public JournalRebuild(TaskStore store, TaskFolders folders, Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    this.store = Objects.requireNonNull(store, "store");
    this.folders = Objects.requireNonNull(folders, "folders");
  }

  /**
   * What was given back.
   *
   * @param running tasks that had not ended
   * @param untold tasks that had ended, with a completion that the Manager has yet to receive
   * @param ended other tasks, with results or known to the Manager
   */
  public record Summary(int running, int untold, int ended) {
    /** Of all kinds. */
    public int total() {
      return running + untold + ended;
    }
  }

  /**
   * Gives back all that is missing.
   *
   * @throws IOException if the storage cannot be read
   */
  public Summary run() throws IOException {
    int running = 0;
    int untold = 0;
    for (OpenTask task : store.openTasks()) {
      if (store.takeIn(task)) {
        running += task.end().isEmpty() ? 1 : 0;
        untold += task.end().isPresent() ? 1 : 0;
        log.warn("the journal did not know the task: task={}", task.taskId());
      }
    }
    int ended = store.takeInTold(clock.instant());
    Set<String> known = store.ids();
    for (TaskId id : folders.all()) {
      if (!known.contains(id.value())) {
        ended += takeInResults(id) ? 1 : 0;
      }
    }
    return new Summary(running, untold, ended);
  }

  /** Only what a runner of this kind has published, not what EsupPortail's runner left here. */
  private boolean takeInResults(TaskId id) {
    Path manifest = folders.folder(id).resolve("manifest.json");
    Optional<Integer> attempt = folders.publishedAttempt(id);
    if (attempt.isEmpty()) {
      return false;
    }
    try {
      Instant endedAt = Files.getLastModifiedTime(manifest).toInstant();
      store.takeInResults(request(id), attempt.get(), endedAt);
      log.warn("the journal did not know the results: task={}", id);
      return true;
    } catch (IOException e) {
      log.warn("cannot read the results: task={} {}", id, e.toString());
      return false;
    }
  }

  /** What the results say of it; the Manager's words are lost. */
  private TaskRequest request(TaskId id) throws IOException {
    Path file = folders.folder(id).resolve("output").resolve("task_metadata.json");
    JsonNode metadata = Files.isRegularFile(file) ? Json.read(file) : Json.object();
    return new TaskRequest(
        id,
        "",
        "",
        Optional.empty(),
        metadata.path("task_type").asText(),
        metadata.path("results").path("input_path").asText(),
        Optional.empty(),
        Map.of(),
        "",
        Optional.empty());
  }
}
