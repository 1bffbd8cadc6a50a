package io.mediarunner.verticles.web;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
 * A body that is a JSON object, and everything that is wrong with its fields. Clients know these
 * messages from the reference; the contract's validator has others. Values are neither trimmed nor
 * converted, unknown fields are ignored.
 */
public final class JsonBody {
  // Without the source, messages contain no part of the body.
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final int SHOWN = 200;

  private final List<Map<String, Object>> problems = new ArrayList<>();
  private final Map<?, ?> fields;

  private JsonBody(Map<?, ?> fields) {
    this.fields = fields;
  }

  /**
   * The body that {@link BodyReader} has read.
   *
   * @throws InvalidBodyException if it is no JSON object
   */
  public static JsonBody of(RoutingContext ctx) {
    return of(ctx.request().getHeader(HttpHeaders.CONTENT_TYPE), BodyReader.body(ctx));
  }

  private static JsonBody of(@Nullable String contentType, Buffer body) {
    if (body.length() == 0) {
      throw invalid("missing", List.of("body"), "Field required", null);
    }
    Object json = isJson(contentType) ? parse(body.toString()) : body.toString();
    if (json == null) {
      throw invalid("missing", List.of("body"), "Field required", null);
    }
    if (json instanceof Map<?, ?> fields) {
      return new JsonBody(fields);
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
  public static boolean isJson(@Nullable String contentType) {
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
          entry(
              "json_invalid", List.of("body", offset), "JSON decode error", Collections.emptyMap());
      problem.put("ctx", Map.of("error", explain(e)));
      throw new InvalidBodyException(List.of(problem));
    }
  }

  /** In words that are not those of a Java library. */
  private static String explain(JsonProcessingException e) {
    String what =
        e instanceof StreamConstraintsException
            ? "The JSON is nested too deeply, or a name, number or text in it is too long"
            : e instanceof MismatchedInputException
                ? "The JSON is followed by something else"
                : "The body is not valid JSON";
    JsonLocation at = e.getLocation();
    return at == null
        ? what + "."
        : String.format(
            Locale.ROOT, "%s: line %d, column %d.", what, at.getLineNr(), at.getColumnNr());
  }

  /** Empty after a problem: the others are to be found too. */
  public Optional<String> required(String name) {
    if (!fields.containsKey(name)) {
      problems.add(entry("missing", List.of("body", name), "Field required", fields));
      return Optional.empty();
    }
    return string(name);
  }

  public Optional<String> optional(String name) {
    return fields.get(name) == null ? Optional.empty() : string(name);
  }

  private Optional<String> string(String name) {
    Object value = fields.get(name);
    if (value instanceof String text) {
      return Optional.of(text);
    }
    problem(name, "string_type", "Input should be a valid string", value);
    return Optional.empty();
  }

  /** A text that is not longer than the clients' own. */
  public Optional<String> bounded(Optional<String> text, String name, int most) {
    if (text.filter(t -> t.length() > most).isEmpty()) {
      return text;
    }
    problem(
        name,
        "string_too_long",
        "String should have at most " + most + " characters",
        text.get().substring(0, SHOWN) + "…");
    return Optional.empty();
  }

  /** A whole number; empty where it is missing or null. */
  public Optional<Integer> whole(String name, int min, int max) {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Integer number && number >= min && number <= max) {
      return Optional.of(number);
    }
    problem(name, "int_type", "Input should be an integer within " + min + ".." + max, value);
    return Optional.empty();
  }

  /** An object; empty where it is missing. */
  public Map<String, Object> object(String name) {
    Map<String, Object> object = new LinkedHashMap<>();
    if (fields.containsKey(name)) {
      if (fields.get(name) instanceof Map<?, ?> given) {
        given.forEach((key, value) -> object.put((String) key, value));
      } else {
        problem(name, "dict_type", "Input should be a valid dictionary", fields.get(name));
      }
    }
    return object;
  }

  /** An array of texts. */
  public List<String> strings(String name) {
    if (fields.get(name) instanceof List<?> list
        && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    problem(name, "list_type", "Input should be a valid list of strings", fields.get(name));
    return List.of();
  }

  /** Notes what else is wrong with a field. */
  public void problem(String name, String type, String message, @Nullable Object input) {
    problems.add(entry(type, List.of("body", name), message, input));
  }

  /** The same with what the message is about. */
  public void problem(
      String name, String type, String message, @Nullable Object input, Map<String, ?> context) {
    Map<String, Object> problem = entry(type, List.of("body", name), message, input);
    problem.put("ctx", context);
    problems.add(problem);
  }

  /**
   * @throws InvalidBodyException with all problems so far, if there are any
   */
  public void check() {
    if (!problems.isEmpty()) {
      throw new InvalidBodyException(problems);
    }
  }

  /** One problem of the whole body. */
  public static InvalidBodyException invalid(
      String type, List<Object> loc, String message, @Nullable Object input) {
    return new InvalidBodyException(List.of(entry(type, loc, message, input)));
  }

  private static Map<String, Object> entry(
      String type, List<Object> loc, String message, @Nullable Object input) {
    Map<String, Object> problem = new LinkedHashMap<>(); // in the order in which it is written
    problem.put("type", type);
    problem.put("loc", loc);
    problem.put("msg", message);
    problem.put("input", input);
    return problem;
  }
}
