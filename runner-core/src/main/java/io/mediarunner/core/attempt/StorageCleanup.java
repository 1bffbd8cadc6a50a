package io.mediarunner.core.attempt;

import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.workspace.TaskFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes tasks that ended long ago, with their records and files. Keeps running tasks, tasks whose
 * completion the Manager has not accepted, and anything that does not belong to a task. Works in
 * batches, so that whoever else needs the journal waits only for the current one, and so that each
 * batch has freed its space before the next begins.
 */
public final class StorageCleanup {
  /** So few that accepting a task beside it takes some milliseconds longer. */
  static final int BATCH = 20;

  private static final Logger log = LoggerFactory.getLogger(StorageCleanup.class);
  private final TaskStore store;
  private final TaskFolders folders;
  private final Duration age;

  /**
   * @param age above zero, counted from a task's end
   */
  public StorageCleanup(TaskStore store, TaskFolders folders, Duration age) {
    this.store = Objects.requireNonNull(store, "store");
    this.folders = Objects.requireNonNull(folders, "folders");
    this.age = Objects.requireNonNull(age, "age");
  }

  /**
   * Runs one cleanup. What cannot be removed is logged and retried the next time.
   *
   * @return how many tasks were removed
   */
  public int sweep(Instant now) {
    Instant before = now.minus(age);
    int removed = 0;
    try {
      folders.finishRemovals(); // of a cleanup that was interrupted
      removed += removeExpired(before);
      removed += removeUnknown(before);
    } catch (IOException | UncheckedIOException e) {
      log.warn("cannot clean up the storage: {}", e.toString());
    }
    return removed;
  }

  private int removeExpired(Instant before) {
    int removed = 0;
    List<TaskStore.Expired> batch = store.expired(before, Optional.empty(), BATCH);
    while (!batch.isEmpty()) {
      removed += remove(batch.stream().map(TaskStore.Expired::taskId).toList());
      batch = store.expired(before, Optional.of(batch.get(batch.size() - 1)), BATCH);
    }
    return removed;
  }

  /** Folders of tasks that the journal does not know. */
  private int removeUnknown(Instant before) throws IOException {
    int removed = 0;
    List<TaskId> batch = new ArrayList<>();
    for (TaskId id : folders.all()) {
      if (store.find(id).isEmpty() && folders.lastChange(id).isBefore(before)) {
        batch.add(id);
      }
      if (batch.size() == BATCH) {
        removed += remove(batch);
        batch.clear();
      }
    }
    return removed + remove(batch);
  }

  /** Hides the folders while the same tasks cannot be started again, then removes the files. */
  private int remove(List<TaskId> batch) {
    List<Path> aside = new ArrayList<>();
    List<TaskId> gone = store.forget(batch, id -> setAside(id, aside));
    for (Path folder : aside) {
      try {
        folders.removeAside(folder);
      } catch (IOException e) {
        log.warn("cannot remove by age: {}", e.toString());
      }
    }
    gone.forEach(id -> log.debug("removed by age: task={}", id));
    return gone.size();
  }

  private boolean setAside(TaskId id, List<Path> aside) {
    try {
      folders.setAside(id).ifPresent(aside::add);
      return true;
    } catch (IOException e) {
      log.warn("cannot remove by age: task={} {}", id, e.toString());
      return false;
    }
  }
}
