package io.mediarunner.core.attempt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.process.AttemptProcesses;
import io.mediarunner.core.store.RequestJson;
import io.mediarunner.core.store.TaskNotAcceptedException;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.workspace.TaskFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
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
 * Imports, once, the tasks that EsupPortail's runner left unfinished in the same storage, from the
 * status files that it kept there, one per instance. The tasks restart. Those that somebody had
 * stopped are reported as cancelled, those whose request is lost as interrupted. Finished tasks are
 * not imported: that runner has already reported them to the Manager. An imported file is renamed
 * to {@code *.imported}. Runs before any port opens, and before {@link InterruptedTasks}.
 */
public final class LegacyTaskImport {
  private static final Logger log = LoggerFactory.getLogger(LegacyTaskImport.class);

  private final TaskStore store;
  private final TaskFolders folders;
  private final Path storageDir;
  private final Path statusFile;
  private final Clock clock;

  /**
   * @param statusFile without the number of an instance in its name; need not exist
   */
  public LegacyTaskImport(TaskStore store, Path storageDir, Path statusFile, Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.folders = new TaskFolders(storageDir, statusFile);
    this.storageDir = Objects.requireNonNull(storageDir, "storageDir");
    this.statusFile = Objects.requireNonNull(statusFile, "statusFile");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * @param instances number of instances configured now; tasks of other instances go to the first
   * @return how many tasks were imported
   * @throws IOException if a file cannot be read or renamed; tasks imported so far stay imported
   */
  public int takeOver(int instances) throws IOException {
    int taken = 0;
    for (Map.Entry<Path, Integer> found : statusFiles().entrySet()) {
      int instance = found.getValue() < instances ? found.getValue() : 0;
      taken += takeOver(found.getKey(), instance);
    }
    return taken;
  }

  /** Each file with the number of its instance; without one in its name it is the first's. */
  private Map<Path, Integer> statusFiles() throws IOException {
    Map<Path, Integer> found = new LinkedHashMap<>();
    Path folder = statusFile.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return found;
    }
    String name = statusFile.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String extension = dot > 0 ? name.substring(dot) : "";
    Pattern form =
        Pattern.compile(
            Pattern.quote(stem) + "(?:\\.instance-(\\d{1,6}))?" + Pattern.quote(extension));
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.sorted().toList();
    }
    for (Path file : files) {
      Matcher match = form.matcher(file.getFileName().toString());
      if (match.matches() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        found.put(file, match.group(1) == null ? 0 : Integer.parseInt(match.group(1)));
      }
    }
    return found;
  }

  private int takeOver(Path file, int instance) throws IOException {
    JsonNode records;
    try {
      records = Json.read(file);
    } catch (JsonProcessingException e) {
      log.warn("status file of the old runner is not JSON, ignored: {}", file);
      return 0;
    }
    int taken = 0;
    for (Map.Entry<String, JsonNode> record : records.properties()) {
      if (record.getValue().path("status").asText().equals("running")) {
        taken += takeOver(record.getKey(), record.getValue(), instance) ? 1 : 0;
      }
    }
    Path done = file.resolveSibling(file.getFileName() + ".imported");
    Files.move(file, done, StandardCopyOption.REPLACE_EXISTING);
    log.info("imported {} tasks of the old runner from {}", taken, done);
    return taken;
  }

  private boolean takeOver(String id, JsonNode record, int instance) throws IOException {
    if (!TaskId.isValid(id)) {
      return false; // no Manager has sent that
    }
    TaskId taskId = new TaskId(id);
    if (store.find(taskId).filter(task -> !task.state().terminal()).isPresent()) {
      return false; // imported before, but the file could not be renamed
    }
    TaskRequest request = request(taskId, record);
    AttemptProcesses.endThoseNaming(storageDir.resolve(id));
    folders.setAside(taskId);
    int attempt = accept(instance, request);
    boolean lost = request.taskType().isBlank() || request.sourceUrl().isBlank();
    if (lost || stopped(record)) {
      Failure why = stopped(record) ? Failure.CANCELLED : Failure.INTERRUPTED;
      log.warn("task of the old runner failed: task={} code={}", taskId, why.code());
      store.finish(taskId, attempt, TaskOutcome.failed(why, Optional.empty()), clock.instant());
    }
    return true;
  }

  private int accept(int instance, TaskRequest request) {
    try {
      return store.accept(instance, request, clock.instant());
    } catch (TaskNotAcceptedException e) {
      throw new IllegalStateException(e); // it was not running a moment ago
    }
  }

  private static boolean stopped(JsonNode record) {
    return List.of("1", "true", "yes").contains(record.path("stop_requested").asText())
        || record.path("error_message").asText().equals(Failure.CANCELLED.message());
  }

  /** The body of {@code /task/run}; its callback may stand beside it. */
  private static TaskRequest request(TaskId taskId, JsonNode record) {
    JsonNode body = body(record.path("task_request"));
    if (!body.path("completion_callback").isTextual() && body instanceof ObjectNode object) {
      object.set("completion_callback", record.path("completion_callback"));
    }
    return RequestJson.read(taskId, body);
  }

  /** It was kept as JSON or as text of it. */
  private static JsonNode body(JsonNode kept) {
    if (!kept.isTextual()) {
      return kept.isObject() ? kept : Json.object();
    }
    try {
      return Json.tree(kept.asText());
    } catch (JsonProcessingException e) {
      return Json.object();
    }
  }
}
