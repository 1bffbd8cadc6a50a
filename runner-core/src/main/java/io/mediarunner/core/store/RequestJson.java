package io.mediarunner.core.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A task request as JSON text with the Manager's field names, and back. */
final class RequestJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
      new TypeReference<>() {};

  private RequestJson() {}

  static String write(TaskRequest request) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task_id", request.taskId().value());
    json.put("etab_name", request.etabName());
    json.put("app_name", request.appName());
    json.put("app_version", request.appVersion().orElse(null));
    json.put("task_type", request.taskType());
    json.put("source_url", request.sourceUrl());
    json.put("affiliation", request.affiliation().orElse(null));
    json.put("parameters", request.parameters());
    json.put("notify_url", request.notifyUrl());
    json.put("completion_callback", request.completionCallback().orElse(null));
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("parameters: JSON values only", e);
    }
  }

  @SuppressWarnings("unchecked")
  static TaskRequest read(String text) {
    Map<String, Object> json;
    try {
      json = MAPPER.readValue(text, OBJECT);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("journal: a stored request is not JSON", e);
    }
    return new TaskRequest(
        new TaskId((String) json.get("task_id")),
        (String) json.get("etab_name"),
        (String) json.get("app_name"),
        Optional.ofNullable((String) json.get("app_version")),
        (String) json.get("task_type"),
        (String) json.get("source_url"),
        Optional.ofNullable((String) json.get("affiliation")),
        (Map<String, Object>) json.get("parameters"),
        (String) json.get("notify_url"),
        Optional.ofNullable((String) json.get("completion_callback")));
  }
}
