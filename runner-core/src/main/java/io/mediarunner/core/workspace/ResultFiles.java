package io.mediarunner.core.workspace;

import io.mediarunner.core.task.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads published results: {@code <storage>/<task id>/manifest.json} and {@code <storage>/<task
 * id>/output/…}. Nothing outside a task's own output folder is accessible. Touches the disk, so it
 * does not belong on an event loop.
 */
public final class ResultFiles {
  private final Path storageDir;

  public ResultFiles(Path storageDir) {
    this.storageDir = Objects.requireNonNull(storageDir, "storageDir");
  }

  /**
   * The manifest, if the task has published one; always a regular file inside the task's folder.
   */
  public Optional<Path> manifest(TaskId taskId) {
    return regularFileWithin(taskDir(taskId), "manifest.json");
  }

  /**
   * A published file.
   *
   * @param relative path below {@code output/}, {@code /} or {@code \} between its parts; any text
   * @return empty if there is no such regular file, or if the path leads out of the folder
   */
  public Optional<Path> file(TaskId taskId, String relative) {
    return regularFileWithin(taskDir(taskId).resolve("output"), relative.replace('\\', '/'));
  }

  private Path taskDir(TaskId taskId) {
    return storageDir.resolve(taskId.value());
  }

  private static Optional<Path> regularFileWithin(Path folder, String relative) {
    if (relative.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    for (String part : relative.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return Optional.empty();
      }
    }
    try {
      Path root = folder.toRealPath();
      Path file = root.resolve(relative).toRealPath();
      boolean inside = file.startsWith(root) && !file.equals(root);
      return inside && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(file)
          : Optional.empty();
    } catch (IOException | java.nio.file.InvalidPathException e) {
      return Optional.empty(); // missing, or a name that this file system does not allow
    }
  }
}
