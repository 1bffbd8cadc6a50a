package io.mediarunner.launcher.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a person finds the results of one source. A folder without a manifest of ours is never
 * touched.
 */
record ResultFolder(Path folder) {
  private static final String MANIFEST = "manifest.json";

  /** The task whose results are there; empty if there are none of ours. */
  Optional<TaskId> holds() {
    try {
      String id = Json.read(folder.resolve(MANIFEST)).path("task_id").asText();
      return TaskId.isValid(id) ? Optional.of(new TaskId(id)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether something is there that this command did not put there. */
  boolean foreign() {
    return Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && holds().isEmpty();
  }

  /**
   * Puts the results of a completed task there, in place of earlier ones.
   *
   * @param output on the same file system
   * @throws IOException if the disk refuses
   */
  void take(Path output, Path manifest) throws IOException {
    Files.move(manifest, output.resolve(MANIFEST), StandardCopyOption.REPLACE_EXISTING);
    if (holds().isPresent()) {
      Workspace.deleteTree(folder);
    }
    Files.createDirectories(folder.toAbsolutePath().getParent());
    Files.move(output, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Paths of the results, below the folder. */
  List<String> files() throws IOException {
    List<String> files = new ArrayList<>();
    for (JsonNode file : Json.read(folder.resolve(MANIFEST)).path("files")) {
      files.add(file.asText());
    }
    return files;
  }
}
