package io.mediarunner.launcher.setup;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.config.parse.DotEnv;
import io.mediarunner.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An installation of EsupPortail's Python runner, as it lies on the disk. Only reads.
 *
 * @param settings its {@code .env}
 * @param values what that sets
 * @param warnings about lines that were skipped
 */
record OldInstallation(Path settings, Map<String, String> values, List<String> warnings) {
  private static final String STATUS_FILE = "RUNNER_TASK_STATUS_FILE";
  private static final String STORAGE = "/tmp/esup-runner";

  OldInstallation {
    Objects.requireNonNull(settings, "settings");
    values = Map.copyOf(values);
    warnings = List.copyOf(warnings);
  }

  /**
   * @param place its folder, or its settings file
   * @throws IOException if there are no settings, or they cannot be read; the message says what to
   *     do
   */
  static OldInstallation read(Path place) throws IOException {
    Path settings = Files.isDirectory(place) ? place.resolve(".env") : place;
    if (!Files.exists(settings)) {
      throw new IOException(
          settings + " does not exist: name the folder of the Python runner, which has its .env");
    }
    if (!Files.isReadable(settings)) {
      throw new IOException(settings + " cannot be read by this user: use sudo");
    }
    DotEnv file = DotEnv.parse(Files.readAllBytes(settings), Map.of());
    if (Arrays.stream(ConfigKey.values()).noneMatch(key -> file.values().containsKey(key.name()))) {
      throw new IOException(
          settings
              + " has no setting of a runner: name the folder of the Python runner, or its .env");
    }
    return new OldInstallation(settings, file.values(), file.warnings());
  }

  /** Its folder of tasks. */
  Path storage() {
    String set = values.getOrDefault("STORAGE_DIR", "");
    return Path.of(set.isBlank() ? STORAGE : set);
  }

  /**
   * The tasks of its status files: how many in each state.
   *
   * @throws IOException if the folder cannot be read
   */
  Map<String, Integer> tasks() throws IOException {
    Map<String, Integer> states = new TreeMap<>();
    for (JsonNode record : records().values()) {
      states.merge(record.path("status").asText("unknown"), 1, Integer::sum);
    }
    return states;
  }

  /** Running tasks whose media process still lives, by task id; the number of that process. */
  Map<String, Long> alive() throws IOException {
    Map<String, Long> alive = new LinkedHashMap<>();
    records()
        .forEach(
            (id, record) -> {
              long pid = record.path("process_pid").asLong(0);
              if (record.path("status").asText().equals("running")
                  && pid > 0
                  && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
                alive.put(id, pid);
              }
            });
    return alive;
  }

  private Map<String, JsonNode> records() throws IOException {
    Map<String, JsonNode> records = new LinkedHashMap<>();
    for (Path file : statusFiles()) {
      try {
        Json.read(file).properties().forEach(r -> records.put(r.getKey(), r.getValue()));
      } catch (IOException e) { // the first start says the same of it
        records.put(file.toString(), Json.object().put("status", "unreadable"));
      }
    }
    return records;
  }

  /** One for each instance. */
  List<Path> statusFiles() throws IOException {
    String set = values.getOrDefault(STATUS_FILE, "");
    Path file = set.isBlank() ? storage().resolve("runner_task_statuses.json") : Path.of(set);
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String end = dot > 0 ? name.substring(dot) : "";
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
          .filter(
              f -> {
                String n = f.getFileName().toString();
                return n.equals(name)
                    || (n.startsWith(stem + ".instance-")
                        && n.endsWith(end)
                        && n.substring((stem + ".instance-").length(), n.length() - end.length())
                            .matches("\\d{1,6}"));
              })
          .sorted()
          .toList();
    }
  }
}
