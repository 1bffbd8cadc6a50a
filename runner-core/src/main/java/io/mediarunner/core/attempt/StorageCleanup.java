package io.mediarunner.core.attempt;

import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.workspace.TaskFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes tasks that ended long ago, with their records and files. Keeps running tasks, tasks whose
 * completion the Manager has not accepted, and anything that does not belong to a task.
 */
public final class StorageCleanup {
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
      for (TaskId id : store.expired(before)) {
        removed += removed(id);
      }
      for (TaskId id : folders.all()) {
        if (store.find(id).isEmpty() && folders.lastChange(id).isBefore(before)) {
          removed += removed(id);
        }
      }
      folders.finishRemovals();
    } catch (IOException | UncheckedIOException e) {
      log.warn("cannot clean up the storage: {}", e.toString());
    }
    return removed;
  }

  /** Hides the folder while the same task cannot be started again; the files are removed later. */
  private int removed(TaskId id) {
    try {
      boolean known = store.find(id).isPresent();
      boolean forgotten =
          store.forget(
              id,
              () -> {
                try {
                  folders.setAside(id);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      if (forgotten) {
        log.info("removed by age: task={}{}", id, known ? "" : " (not in the journal)");
      }
      return forgotten ? 1 : 0;
    } catch (UncheckedIOException e) {
      log.warn("cannot remove by age: task={} {}", id, e.toString());
      return 0;
    }
  }
}
