package io.mediarunner.verticles.metrics;

import io.mediarunner.core.media.Warning;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.workspace.ResultFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is counted about the results of a task.
 *
 * @param bytes size of all files
 * @param warnings the kinds that the task ended with
 */
record PublishedResults(long bytes, List<Warning.Code> warnings) {
  private static final String INFO = "info_video.json";

  PublishedResults {
    warnings = List.copyOf(warnings);
  }

  /**
   * Nothing if the task has published nothing. Touches the disk.
   *
   * @throws IOException if a file cannot be read
   */
  static PublishedResults read(ResultFiles results, TaskId id) throws IOException {
    Optional<Path> manifest = results.manifest(id);
    if (manifest.isEmpty()) {
      return new PublishedResults(0, List.of());
    }
    Optional<Path> info = results.file(id, INFO);
    return new PublishedResults(
        objects(manifest.get(), "entries").stream()
            .mapToLong(entry -> entry.getLong("size", 0L))
            .sum(),
        info.isEmpty()
            ? List.of()
            : objects(info.get(), "warnings").stream()
                .flatMap(warning -> code(warning.getString("code", "")).stream())
                .distinct()
                .toList());
  }

  private static List<JsonObject> objects(Path file, String key) throws IOException {
    return new JsonObject(Files.readString(file))
        .getJsonArray(key, new JsonArray()).stream().map(JsonObject.class::cast).toList();
  }

  private static Optional<Warning.Code> code(String name) {
    return Arrays.stream(Warning.Code.values()).filter(code -> code.name().equals(name)).findAny();
  }
}
