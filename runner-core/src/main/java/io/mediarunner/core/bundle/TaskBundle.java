package io.mediarunner.core.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.log.Masker;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.text.HeadAndTail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes bundles: JSON with the request, the commands, versions, settings, what is known of the
 * source, the times of the stages, logs, and names, sizes and hashes of the results. No media and
 * no secrets. Any thread; blocks it for some milliseconds.
 */
public final class TaskBundle {
  /** The largest bundle, in bytes; logs are cut so that it fits. */
  public static final int MAX_BYTES = 200_000;

  static final int FORMAT = 1;
  private static final List<Integer> LOG_BYTES = List.of(120_000, 80_000, 40_000, 10_000);
  private static final int MOST_COMMANDS = 200;
  private static final int COMMAND_CHARS = 30_000;
  private static final String COMMAND = " command: ";

  private final Path storage;
  private final Path logDir;
  private final Map<String, String> versions;
  private final Map<String, String> settings;
  private final BundleMask mask;
  private final Clock clock;

  /**
   * @param storage where tasks have their folders
   * @param logDir where {@code runner.log} is
   * @param versions of the runner and its programs, by name
   * @param settings that are not defaults, by key
   * @param masker knows the secrets of the settings
   */
  public TaskBundle(
      Path storage,
      Path logDir,
      Map<String, String> versions,
      Map<String, String> settings,
      Masker masker,
      Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage");
    this.logDir = Objects.requireNonNull(logDir, "logDir");
    this.versions = Map.copyOf(versions);
    this.settings = Map.copyOf(settings);
    this.mask = new BundleMask(masker, storage);
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * The bundle of a task, up to {@link #MAX_BYTES} in UTF-8.
   *
   * @return empty if the journal does not know the task
   * @throws IOException if a file cannot be read
   */
  public Optional<String> of(TaskHistory history, TaskId id) throws IOException {
    Optional<TaskEvidence> found = TaskEvidence.of(id, history, storage, logDir);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    for (int logBytes : LOG_BYTES) {
      String text = text(found.get(), logBytes, true);
      if (text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
        return Optional.of(text);
      }
    }
    return Optional.of(text(found.get(), LOG_BYTES.get(LOG_BYTES.size() - 1), false));
  }

  /**
   * @param all false for what always fits
   */
  private String text(TaskEvidence evidence, int logBytes, boolean all)
      throws JsonProcessingException {
    Map<String, Object> bundle = new LinkedHashMap<>();
    bundle.put("bundle", FORMAT);
    bundle.put("created_at", clock.instant().toString());
    bundle.put("versions", mask.value(versions));
    bundle.put("settings", mask.value(settings));
    bundle.put("task", task(evidence.row()));
    bundle.put("request", request(evidence.row().request(), all));
    Map<String, String> stages = new LinkedHashMap<>();
    evidence
        .stages()
        .forEach((stage, at) -> stages.put(stage.name().toLowerCase(Locale.ROOT), at.toString()));
    bundle.put("stages", stages);
    bundle.put("commands", commands(evidence.logs(), all ? COMMAND_CHARS : 0));
    bundle.put("probe", all ? mask.value(evidence.probes()) : List.of());
    bundle.put("results", all ? mask.value(evidence.manifest()) : List.of());
    bundle.put("info", all ? mask.value(evidence.info()) : Map.of());
    bundle.put("logs", logs(evidence.logs(), logBytes));
    return Json.pretty(bundle);
  }

  private Map<String, Object> task(TaskHistory.Row row) {
    Map<String, Object> task = new LinkedHashMap<>();
    task.put("id", row.request().taskId().value());
    task.put("type", row.request().taskType());
    task.put("state", row.shownState());
    row.failure()
        .ifPresent(
            failure -> {
              task.put("code", failure.code().name());
              task.put("message", mask.text(failure.message()));
            });
    task.put("attempt", row.attempt());
    task.put("instance", row.instance());
    task.put("accepted_at", row.acceptedAt().toString());
    row.startedAt().ifPresent(at -> task.put("started_at", at.toString()));
    row.endedAt().ifPresent(at -> task.put("ended_at", at.toString()));
    return task;
  }

  private Map<String, Object> request(TaskRequest request, boolean all) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("app_name", mask.value(request.appName()));
    request.appVersion().ifPresent(version -> shown.put("app_version", mask.value(version)));
    shown.put("source_url", mask.value(request.sourceUrl()));
    shown.put("parameters", all ? mask.value(request.parameters()) : Map.of());
    return shown;
  }

  private List<String> commands(Map<String, String> logs, int mostChars) {
    List<String> commands = new ArrayList<>();
    int chars = 0;
    for (Map.Entry<String, String> log : logs.entrySet()) {
      for (String line : log.getValue().lines().filter(l -> l.contains(COMMAND)).toList()) {
        String command = mask.text(line.substring(line.indexOf(COMMAND) + COMMAND.length()));
        chars += command.length();
        if (chars > mostChars || commands.size() == MOST_COMMANDS) {
          return commands;
        }
        commands.add(command);
      }
    }
    return commands;
  }

  private Map<String, String> logs(Map<String, String> logs, int bytes) {
    int share = bytes / Math.max(1, logs.size());
    Map<String, String> shown = new LinkedHashMap<>();
    logs.forEach(
        (name, text) ->
            shown.put(
                mask.text(name), HeadAndTail.of(mask.text(text), share / 3, share * 2 / 3).text()));
    return shown;
  }
}
