package io.mediarunner.launcher.upkeep;

import io.mediarunner.core.store.JournalFile;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.workspace.TaskFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A task that is old enough to be removed.
 *
 * @param id of the task
 * @param ended when it ended, or its folder last changed
 * @param bytes of its files
 * @param known whether the journal has it
 */
record Removable(TaskId id, Instant ended, long bytes, boolean known) {
  /** All of them in a storage, those of the journal first. */
  static List<Removable> in(Path storage, TaskFolders folders, Instant before) throws IOException {
    Path journal = storage.resolve(BackupFolder.JOURNAL);
    List<Removable> all = new ArrayList<>();
    for (TaskStore.Expired task : JournalFile.expired(journal, before)) {
      all.add(
          new Removable(task.taskId(), task.endedAt(), size(folders.folder(task.taskId())), true));
    }
    for (TaskId id : JournalFile.unknown(journal, folders.all())) {
      Instant changed = folders.lastChange(id);
      if (changed.isBefore(before)) {
        all.add(new Removable(id, changed, size(folders.folder(id)), false));
      }
    }
    return all;
  }

  private static long size(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      long sum = 0;
      for (Path file : files.toList()) {
        sum += Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
      }
      return sum;
    } catch (UncheckedIOException e) {
      throw new IOException(e);
    }
  }
}
