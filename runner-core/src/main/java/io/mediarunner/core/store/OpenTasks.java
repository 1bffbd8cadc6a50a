package io.mediarunner.core.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.workspace.RealFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file for each task that the Manager has not been told about, beside the journal and only
 * for the day on which that is lost. The journal is the record: a file that cannot be written is
 * none, and nothing waits for the disk.
 */
final class OpenTasks {
  private static final Logger log = LoggerFactory.getLogger(OpenTasks.class);
  private static final String SUFFIX = ".json";
  private static final long MOST_TOLD_BYTES = 128 << 10;
  private static final Pattern TOLD = Pattern.compile("(\\S+ \\d+) (\\w+) (\\d{1,15})");
  private final Path folder;
  private final Path told;
  private final Path toldBefore;

  /**
   * Makes the folder, now or never: later there may be something else in the storage's place.
   *
   * @param folder in the storage
   */
  OpenTasks(Path folder) {
    this.folder = Objects.requireNonNull(folder, "folder");
    this.told = folder.resolve("told.txt");
    this.toldBefore = folder.resolve("told-before.txt");
    try {
      RealFolder.createIn(Objects.requireNonNull(folder.getParent(), "storage"), folder);
    } catch (IOException e) {
      log.warn("no copies of the records of open tasks: {}", e.toString());
    }
  }

  void keep(OpenTask task) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task_id", task.taskId().value());
    json.put("instance", task.instance());
    json.put("attempt", task.attempt());
    json.put("accepted_at", task.acceptedAt().toEpochMilli());
    json.put("request", task.request());
    task.end()
        .ifPresent(
            end -> {
              json.put("ended_at", end.at().toEpochMilli());
              json.put("state", end.state());
              json.put("code", end.code());
              json.put("message", end.message());
              json.put("callback", end.callback());
              json.put("body", end.body());
            });
    try {
      Path temporary = folder.resolve("." + task.taskId().value());
      Files.writeString(temporary, Json.text(json));
      Files.move(temporary, file(task.taskId()), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.debug("no copy of the task's record: task={}", task.taskId(), e);
    }
  }

  void drop(TaskId taskId) {
    try {
      Files.deleteIfExists(file(taskId));
    } catch (IOException e) {
      log.debug("the copy of the task's record stays: task={}", taskId, e);
    }
  }

  /**
   * What the Manager was told last about an attempt.
   *
   * @param state how it ended
   * @param at when; an id may be sent again later, and its attempts counted anew
   */
  record Told(TaskState state, Instant at) {}

  /**
   * Notes that the Manager was told how an attempt ended. Notes are kept for as many tasks as a
   * lost write-ahead log may hold, and then some.
   */
  void told(TaskId taskId, int attempt, Told what) {
    try {
      if (Files.exists(told) && Files.size(told) > MOST_TOLD_BYTES) {
        Files.move(told, toldBefore, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(
          told,
          key(taskId, attempt) + " " + what.state() + " " + what.at().toEpochMilli() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      log.debug("not noted as told: task={}", taskId, e);
    }
  }

  /** By {@link #key}. */
  Map<String, Told> allTold() {
    Map<String, Told> found = new HashMap<>();
    for (Path file : List.of(toldBefore, told)) {
      try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
        lines
            .map(TOLD::matcher)
            .filter(Matcher::matches)
            .forEach(
                line ->
                    found.put(
                        line.group(1),
                        new Told(
                            TaskState.stored(line.group(2)),
                            Instant.ofEpochMilli(Long.parseLong(line.group(3))))));
      } catch (IOException | UncheckedIOException e) {
        log.warn("cannot read {}: {}", file, e.toString());
      }
    }
    return found;
  }

  static String key(TaskId taskId, int attempt) {
    return taskId.value() + " " + attempt;
  }

  /** Of one task. */
  Optional<OpenTask> find(TaskId taskId) {
    return Files.isRegularFile(file(taskId)) ? read(file(taskId)) : Optional.empty();
  }

  /** All that can be read. */
  List<OpenTask> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<OpenTask> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(SUFFIX)).toList()) {
        read(file).ifPresent(found::add);
      }
    } catch (IOException e) {
      log.warn("cannot read {}: {}", folder, e.toString());
    }
    return found;
  }

  private static Optional<OpenTask> read(Path file) {
    try {
      JsonNode json = Json.read(file);
      return Optional.of(
          new OpenTask(
              new TaskId(json.path("task_id").asText()),
              json.path("instance").asInt(),
              json.path("attempt").asInt(1),
              moment(json, "accepted_at"),
              json.path("request").asText(),
              json.hasNonNull("body")
                  ? Optional.of(
                      new OpenTask.End(
                          moment(json, "ended_at"),
                          json.path("state").asText(),
                          json.path("code").asText(),
                          json.path("message").asText(),
                          json.path("callback").asText(),
                          json.path("body").asText()))
                  : Optional.empty()));
    } catch (IOException | IllegalArgumentException e) {
      log.warn("cannot read {}: {}", file, e.toString());
      return Optional.empty();
    }
  }

  private static Instant moment(JsonNode json, String name) {
    return Instant.ofEpochMilli(json.path(name).asLong());
  }

  private Path file(TaskId taskId) {
    return folder.resolve(taskId.value() + SUFFIX);
  }
}
