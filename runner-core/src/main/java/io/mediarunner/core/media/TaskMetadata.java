package io.mediarunner.core.media;

import io.mediarunner.core.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code task_metadata.json}: the request and the outcome, for people. */
public final class TaskMetadata {
  private static final String NAME = "task_metadata.json";

  private TaskMetadata() {}

  /**
   * Writes it for a success.
   *
   * @param facts entries for this task type
   */
  public static void write(MediaTask task, Map<String, Object> facts) throws IOException {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("success", true);
    results.put("task_type", task.request().taskType());
    results.put("input_path", task.sourceName());
    results.put("output_dir", "output");
    results.putAll(facts);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task_id", task.request().taskId().value());
    json.put("task_type", task.request().taskType());
    json.put("timestamp", Instant.now().toString());
    json.put("results", results);
    Json.writePretty(task.outputDir().resolve(NAME), json);
  }
}
