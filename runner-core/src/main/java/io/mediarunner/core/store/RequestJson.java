package io.mediarunner.core.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.database.BadRowException;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A task request as JSON text with the Manager's field names, and back. */
public final class RequestJson {
  private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
      new TypeReference<>() {};

  private RequestJson() {}

  /** As JSON text. */
  public static String write(TaskRequest request) {
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
      return Json.text(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("parameters: JSON values only", e);
    }
  }

  /**
   * @throws BadRowException if it is not a JSON object, or the id is not one of a task
   */
  public static TaskRequest read(String id, String text) {
    JsonNode json;
    try {
      json = Json.read(text);
    } catch (JsonProcessingException e) {
      throw new BadRowException(id, "its stored request is not JSON");
    }
    if (!json.isObject()) {
      throw new BadRowException(id, "its stored request is not a JSON object");
    }
    if (!TaskId.isValid(id)) {
      throw new BadRowException(id, "its id is not one of a task");
    }
    return read(new TaskId(id), json);
  }

  /**
   * Reads a request from an untrusted source: a field that is missing or not text becomes empty.
   *
   * @param taskId whatever the object says
   */
  public static TaskRequest read(TaskId taskId, JsonNode json) {
    JsonNode parameters = json.path("parameters");
    return new TaskRequest(
        taskId,
        text(json, "etab_name").orElse(""),
        text(json, "app_name").orElse(""),
        text(json, "app_version"),
        text(json, "task_type").orElse(""),
        text(json, "source_url").orElse(""),
        text(json, "affiliation"),
        parameters.isObject() ? Json.convert(parameters, OBJECT) : Map.of(),
        text(json, "notify_url").orElse(""),
        text(json, "completion_callback"));
  }

  private static Optional<String> text(JsonNode object, String name) {
    return Optional.of(object.path(name)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }
}
