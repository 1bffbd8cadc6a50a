package io.mediarunner.core.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.task.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/**
 * The list of a task's result files that the Manager and its clients read.
 *
 * @param taskId of the task
 * @param attempt that produced them
 * @param entries one per file, sorted by path
 */
record ResultManifest(TaskId taskId, int attempt, List<Entry> entries) {

  /**
   * One result file.
   *
   * @param path below the output folder, {@code /} between its parts
   * @param size in bytes
   * @param sha256 of the content, lower-case hexadecimal
   */
  record Entry(String path, long size, String sha256) {}

  ResultManifest {
    entries = List.copyOf(entries);
  }

  /** Lists and checksums every regular file below a folder, and makes each durable. */
  static ResultManifest of(TaskId taskId, int attempt, Path outputDir) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(outputDir)) {
      files =
          walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .sorted()
              .toList();
    }
    List<Entry> entries = new ArrayList<>();
    for (Path file : files) {
      String sha256 = new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(file);
      DurableFiles.sync(file);
      String path = outputDir.relativize(file).toString().replace('\\', '/');
      entries.add(new Entry(path, Files.size(file), sha256));
    }
    return new ResultManifest(taskId, attempt, entries);
  }

  /** {@code files} is the contract; {@code entries} says the same with size and checksum. */
  String json() throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task_id", taskId.value());
    json.put("files", entries.stream().map(Entry::path).toList());
    json.put("attempt", attempt);
    json.put(
        "entries",
        entries.stream()
            .map(
                entry -> {
                  Map<String, Object> item = new LinkedHashMap<>();
                  item.put("file_path", entry.path());
                  item.put("size", entry.size());
                  item.put("sha256", entry.sha256());
                  return item;
                })
            .toList());
    return Json.pretty(json);
  }

  /** Which attempt wrote a manifest; empty if there is no readable one. */
  static Optional<Integer> attemptOf(Path manifest) {
    if (!Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      JsonNode attempt = Json.read(manifest).path("attempt");
      return attempt.isInt() ? Optional.of(attempt.intValue()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
