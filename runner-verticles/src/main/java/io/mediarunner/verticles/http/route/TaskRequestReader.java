package io.mediarunner.verticles.http.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.verticles.web.BodyReader;
import io.mediarunner.verticles.web.InvalidBodyException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link TaskRequest} of a body, or lists everything that is wrong with its form. Clients
 * know these messages from the reference; the contract's validator has others. Values are neither
 * trimmed nor converted, unknown fields are ignored.
 */
public final class TaskRequestReader {
  // Without the source, messages contain no part of the body.
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final List<Map<String, Object>> problems = new ArrayList<>();
  private final Map<?, ?> fields;

  private TaskRequestReader(Map<?, ?> fields) {
    this.fields = fields;
  }

  /**
   * @throws InvalidBodyException if its body is not a task request
   */
  static TaskRequest read(RoutingContext ctx) {
    return read(ctx.request().getHeader(HttpHeaders.CONTENT_TYPE), BodyReader.body(ctx));
  }

  /** Why the contract's validator has refused the body. */
  public static InvalidBodyException explain(RoutingContext ctx) {
    try {
      read(ctx);
      return invalid(
          "value_error", List.of("body"), String.valueOf(ctx.failure().getMessage()), null);
    } catch (InvalidBodyException e) {
      return e;
    }
  }

  private static TaskRequest read(String contentType, Buffer body) {
    if (body.length() == 0) {
      throw invalid("missing", List.of("body"), "Field required", null);
    }
    Object json = isJson(contentType) ? parse(body.toString()) : body.toString();
    if (json == null) {
      throw invalid("missing", List.of("body"), "Field required", null);
    }
    if (json instanceof Map<?, ?> fields) {
      return new TaskRequestReader(fields).read();
    }
    throw invalid(
        "model_attributes_type",
        List.of("body"),
        "Input should be a valid dictionary or object to extract fields from",
        json);
  }

  /**
   * @param contentType null if the request has none
   */
  public static boolean isJson(String contentType) {
    if (contentType == null) {
      return false;
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }

  private static Object parse(String body) {
    try {
      return MAPPER.readValue(body, Object.class);
    } catch (JsonProcessingException e) {
      long offset = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getCharOffset());
      Map<String, Object> problem =
          problem(
              "json_invalid", List.of("body", offset), "JSON decode error", Collections.emptyMap());
      problem.put("ctx", Map.of("error", e.getOriginalMessage()));
      throw new InvalidBodyException(List.of(problem));
    }
  }

  private TaskRequest read() {
    Optional<String> taskId = required("task_id");
    if (taskId.isPresent() && !TaskId.isValid(taskId.get())) {
      String pattern = "^" + TaskId.PATTERN.pattern() + "$";
      Map<String, Object> problem =
          problem(
              "string_pattern_mismatch",
              List.of("body", "task_id"),
              "String should match pattern '" + pattern + "'",
              taskId.get());
      problem.put("ctx", Map.of("pattern", pattern));
      problems.add(problem);
    }
    Optional<String> etabName = required("etab_name");
    Optional<String> appName = required("app_name");
    Optional<String> appVersion = optional("app_version");
    Optional<String> taskType = required("task_type");
    Optional<String> sourceUrl = required("source_url");
    Optional<String> affiliation = optional("affiliation");
    Map<String, Object> parameters = parameters();
    Optional<String> notifyUrl = required("notify_url");
    Optional<String> completionCallback = optional("completion_callback");
    if (!problems.isEmpty()) {
      throw new InvalidBodyException(problems);
    }
    return new TaskRequest(
        new TaskId(taskId.orElseThrow()),
        etabName.orElseThrow(),
        appName.orElseThrow(),
        appVersion,
        taskType.orElseThrow(),
        sourceUrl.orElseThrow(),
        affiliation,
        parameters,
        notifyUrl.orElseThrow(),
        completionCallback);
  }

  /** Empty after a problem: the others are to be found too. */
  private Optional<String> required(String name) {
    if (!fields.containsKey(name)) {
      problems.add(problem("missing", List.of("body", name), "Field required", fields));
      return Optional.empty();
    }
    return string(name);
  }

  private Optional<String> optional(String name) {
    return fields.get(name) == null ? Optional.empty() : string(name);
  }

  private Optional<String> string(String name) {
    Object value = fields.get(name);
    if (value instanceof String text) {
      return Optional.of(text);
    }
    problems.add(
        problem("string_type", List.of("body", name), "Input should be a valid string", value));
    return Optional.empty();
  }

  private Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    if (fields.containsKey("parameters")) {
      if (fields.get("parameters") instanceof Map<?, ?> given) {
        given.forEach((name, value) -> parameters.put((String) name, value));
      } else {
        problems.add(
            problem(
                "dict_type",
                List.of("body", "parameters"),
                "Input should be a valid dictionary",
                fields.get("parameters")));
      }
    }
    return parameters;
  }

  private static InvalidBodyException invalid(
      String type, List<Object> loc, String message, @Nullable Object input) {
    return new InvalidBodyException(List.of(problem(type, loc, message, input)));
  }

  private static Map<String, Object> problem(
      String type, List<Object> loc, String message, @Nullable Object input) {
    Map<String, Object> problem = new LinkedHashMap<>(); // in the order in which it is written
    problem.put("type", type);
    problem.put("loc", loc);
    problem.put("msg", message);
    problem.put("input", input);
    return problem;
  }
}
