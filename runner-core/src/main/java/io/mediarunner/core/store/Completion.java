package io.mediarunner.core.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.task.TaskId;
import java.util.LinkedHashMap;
import java.util.Map;

/** The body of the completion call: four keys, always all of them. */
final class Completion {

  private Completion() {}

  static String body(TaskId taskId, TaskOutcome outcome) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task_id", taskId.value());
    json.put("status", outcome.state().wireName());
    json.put("error_message", outcome.failure().map(Failure::message).orElse(null));
    json.put("script_output", outcome.scriptOutput().orElse(null));
    try {
      return Json.text(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and nulls are always valid JSON", e);
    }
  }
}
