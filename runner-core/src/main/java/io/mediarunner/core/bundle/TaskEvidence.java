package io.mediarunner.core.bundle;

import com.fasterxml.jackson.core.type.TypeReference;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.text.HeadAndTail;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.workspace.ResultFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is left of a task, as it lies there.
 *
 * @param manifest entries of its results; empty if it has none
 * @param info its {@code info_video.json}; empty if it has none
 * @param probes what ffprobe said of each source of a failed task, without their tags
 * @param logs by name
 */
record TaskEvidence(
    TaskHistory.Row row,
    Map<Stage, Instant> stages,
    List<Object> manifest,
    Map<String, Object> info,
    List<Object> probes,
    Map<String, String> logs) {
  static final String LOG = "encoding.log";
  static final String PROBE = "source-probe.log";
  private static final int MOST_LOGS = 20;
  private static final int LOG_BYTES = 256 << 10;
  private static final int RUNNER_LOG_BYTES = 4 << 20;
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  /** Empty if the journal does not know the task. */
  static Optional<TaskEvidence> of(TaskId id, TaskHistory history, Path storage, Path logDir)
      throws IOException {
    Optional<TaskHistory.Row> row = history.find(id);
    if (row.isEmpty()) {
      return Optional.empty();
    }
    ResultFiles results = new ResultFiles(storage);
    Map<String, String> logs = new LinkedHashMap<>();
    List<Object> probes = List.of();
    Path task = storage.resolve(id.value());
    for (Path log : logs(task)) {
      if (String.valueOf(log.getFileName()).equals(PROBE)) {
        probes = probes(log);
      } else {
        logs.put(task.relativize(log).toString(), tail(log));
      }
    }
    if (logs.isEmpty()) {
      history.scriptOutput(id).ifPresent(output -> logs.put(LOG, output));
    }
    logs.put("runner.log", linesAbout(id, logDir.resolve("runner.log")));
    return Optional.of(
        new TaskEvidence(
            row.get(),
            history.stages(id),
            entries(results.manifest(id)),
            object(results.file(id, "info_video.json")),
            probes,
            logs));
  }

  private static List<Path> logs(Path task) throws IOException {
    if (!Files.isDirectory(task, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(task)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .limit(MOST_LOGS)
          .toList();
    }
  }

  private static String tail(Path log) throws IOException {
    return HeadAndTail.of(log, LOG_BYTES, LOG_BYTES).text();
  }

  private static List<Object> probes(Path log) throws IOException {
    return HeadAndTail.of(log, LOG_BYTES, 0).text().lines().map(TaskEvidence::parsed).toList();
  }

  /** The last line may be cut off. */
  private static Object parsed(String line) {
    try {
      return Json.convert(Json.read(line), OBJECT);
    } catch (IOException e) {
      return line;
    }
  }

  private static String linesAbout(TaskId id, Path log) throws IOException {
    if (!Files.isRegularFile(log)) {
      return "";
    }
    return HeadAndTail.tail(log, RUNNER_LOG_BYTES)
        .lines()
        .filter(line -> line.contains(id.value()))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private static List<Object> entries(Optional<Path> manifest) throws IOException {
    return object(manifest).get("entries") instanceof List<?> list ? List.copyOf(list) : List.of();
  }

  private static Map<String, Object> object(Optional<Path> file) throws IOException {
    return file.isEmpty() ? Map.of() : Json.convert(Json.read(file.get(), Limits.LISTING), OBJECT);
  }
}
