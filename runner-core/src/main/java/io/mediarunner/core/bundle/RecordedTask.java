package io.mediarunner.core.bundle;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.task.TaskType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A task as its bundle tells it.
 *
 * @param sourceName file name of its source, which those of the results follow
 * @param parameters without their secrets
 * @param masked names of parameters that had some, and may therefore work differently
 * @param settings that were not defaults, by key
 * @param outcome how it ended
 */
public record RecordedTask(
    TaskType type,
    String sourceName,
    Map<String, Object> parameters,
    List<String> masked,
    Map<String, String> settings,
    ReplayOutcome outcome) {
  private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
      new TypeReference<>() {};
  private static final TypeReference<LinkedHashMap<String, String>> TEXTS =
      new TypeReference<>() {};
  private static final String MASK = "***";

  public RecordedTask {
    parameters = Map.copyOf(parameters);
    masked = List.copyOf(masked);
    settings = Map.copyOf(settings);
  }

  /**
   * @throws IOException if it cannot be read or is no bundle; the message says which
   */
  public static RecordedTask read(Path bundle) throws IOException {
    JsonNode json = Json.read(bundle, TaskBundle.MAX_BYTES);
    if (json.path("bundle").asInt() != TaskBundle.FORMAT) {
      throw new IOException(bundle + ": not a bundle of this version of the runner");
    }
    TaskType type =
        TaskType.of(json.path("task").path("type").asText())
            .orElseThrow(() -> new IOException(bundle + ": the type of its task is unknown"));
    String state = json.path("task").path("state").asText();
    if (!state.equals("completed") && !state.equals("failed")) {
      throw new IOException(bundle + ": its task has neither completed nor failed (" + state + ")");
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    List<String> masked = new ArrayList<>();
    Json.convert(json.path("request").path("parameters"), OBJECT)
        .forEach(
            (name, value) -> {
              if (value != null) {
                parameters.put(name, value);
              }
              if (String.valueOf(value).contains(MASK)) {
                masked.add(name);
              }
            });
    Map<String, String> hashes = new LinkedHashMap<>();
    json.path("results")
        .forEach(
            entry -> hashes.put(entry.path("file_path").asText(), entry.path("sha256").asText()));
    return new RecordedTask(
        type,
        nameIn(json.path("request").path("source_url").asText()),
        parameters,
        masked,
        Json.convert(json.path("settings"), TEXTS),
        new ReplayOutcome(
            Optional.of(json.path("task").path("code").asText()).filter(code -> !code.isEmpty()),
            hashes,
            json.path("info")));
  }

  private static String nameIn(String address) {
    String path = address.replaceAll("[?#].*", "").replaceAll("^[a-zA-Z]+://[^/]*/?", "");
    String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[\\p{Cntrl}\\\\]", "_");
    return name.isBlank() || name.startsWith(".") ? "source" : name;
  }
}
