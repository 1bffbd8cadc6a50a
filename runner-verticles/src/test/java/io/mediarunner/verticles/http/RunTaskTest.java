package io.mediarunner.verticles.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mediarunner.core.task.TaskId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 3 and 4.5: starting a task, and what a body of the wrong form is answered with. */
class RunTaskTest extends ApiTest {
  static Stream<Arguments> badBodies() {
    return Stream.of(
        arguments("", JSON, problem("missing", List.of("body"), "Field required", null)),
        arguments("null", JSON, problem("missing", List.of("body"), "Field required", null)),
        arguments("[1]", JSON, notAnObject(new JsonArray().add(1))),
        arguments("7", JSON, notAnObject(7)),
        arguments("{}", "Content-Type: text/plain", notAnObject("{}")),
        arguments("{}", "X-None: 1", notAnObject("{}")),
        arguments(
            body().put("etab_name", 7).encode(),
            JSON,
            problem(
                "string_type", List.of("body", "etab_name"), "Input should be a valid string", 7)),
        arguments(
            body().putNull("source_url").encode(),
            JSON,
            problem(
                "string_type",
                List.of("body", "source_url"),
                "Input should be a valid string",
                null)),
        arguments(
            body().put("app_version", 4).encode(),
            JSON,
            problem(
                "string_type",
                List.of("body", "app_version"),
                "Input should be a valid string",
                4)),
        arguments(
            body().put("parameters", "x").encode(),
            JSON,
            problem(
                "dict_type",
                List.of("body", "parameters"),
                "Input should be a valid dictionary",
                "x")),
        arguments(
            body().putNull("parameters").encode(),
            JSON,
            problem(
                "dict_type",
                List.of("body", "parameters"),
                "Input should be a valid dictionary",
                null)));
  }

  @ParameterizedTest
  @MethodSource("badBodies")
  void aBodyOfTheWrongFormIsExplained(String body, String type, JsonObject problem)
      throws Exception {
    RawHttp.Response response = post(body, AUTH, type);
    assertThat(response.status()).isEqualTo(422);
    assertThat(json(response))
        .isEqualTo(new JsonObject().put("detail", new JsonArray().add(problem)));
  }

  @Test
  void everyMissingFieldIsNamedInOrder() throws Exception {
    JsonArray problems = json(post("{}", AUTH, JSON)).getJsonArray("detail");
    assertThat(problems.stream().map(p -> ((JsonObject) p).getJsonArray("loc").getString(1)))
        .containsExactly(
            "task_id", "etab_name", "app_name", "task_type", "source_url", "notify_url");
    assertThat(problems.getJsonObject(0))
        .isEqualTo(
            problem("missing", List.of("body", "task_id"), "Field required", new JsonObject()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{bad}|1", "nope|4", "{\"a\": }|6", "{\"a\": 1} x|10"})
  void aSyntaxErrorTellsHowFarItWasRead(String body, int offset) throws Exception {
    RawHttp.Response response = post(body, AUTH, JSON);
    assertThat(response.status()).isEqualTo(422);
    JsonObject problem = json(response).getJsonArray("detail").getJsonObject(0);
    assertThat(problem.getString("type")).isEqualTo("json_invalid");
    assertThat(problem.getJsonArray("loc")).isEqualTo(new JsonArray().add("body").add(offset));
    assertThat(problem.getString("msg")).isEqualTo("JSON decode error");
    assertThat(problem.getJsonObject("input")).isEmpty();
    assertThat(problem.getJsonObject("ctx").getString("error")).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "a b", "x.y", " a", "\u00e9"})
  void aTaskIdThatCouldNotBeAskedForIsRefused(String id) throws Exception {
    RawHttp.Response response = post(body().put("task_id", id).encode(), AUTH, JSON);
    assertThat(response.status()).isEqualTo(422);
    JsonObject problem = json(response).getJsonArray("detail").getJsonObject(0);
    assertThat(problem.getString("type")).isEqualTo("string_pattern_mismatch");
    assertThat(problem.getString("input")).isEqualTo(id);
  }

  @Test
  void aBodyAboveOneMebibyteIsRefused() throws Exception {
    String body = body().put("affiliation", "x".repeat(1024 * 1024)).encode();
    assertError(post(body, AUTH, JSON), 413, "Request body too large", "BODY_TOO_LARGE");
    String chunked =
        "POST /task/run HTTP/1.1\r\nHost: r\r\n"
            + AUTH
            + "\r\n"
            + JSON
            + "\r\n"
            + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "100001\r\n"
            + "x".repeat(0x100001)
            + "\r\n0\r\n\r\n";
    assertThat(http.exchange(chunked.getBytes(StandardCharsets.US_ASCII)).status()).isEqualTo(413);
  }

  @Test
  void aTaskIsStartedOnceJournaled() throws Exception {
    RawHttp.Response response = post(body().encode(), AUTH, JSON);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("{\"status\":\"started\",\"task_id\":\"task-1\"}");
    assertThat(store.find(new TaskId("task-1"))).isPresent();
    Awaitility.await().until(() -> encoder.wasTaken("task-1"));
  }

  @Test
  void optionalFieldsMayBeNullAndUnknownOnesAreIgnored() throws Exception {
    JsonObject body =
        body()
            .putNull("app_version")
            .putNull("affiliation")
            .putNull("completion_callback")
            .put("parameters", new JsonObject().put("video_id", "\u00e9").putNull("cut"))
            .put("other", 1);
    RawHttp.Response response = post(body.encode(), AUTH, "Content-Type: application/x+json; a=b");
    assertThat(response.status()).isEqualTo(200);
    Map<String, Object> parameters =
        store.find(new TaskId("task-1")).orElseThrow().request().parameters();
    assertThat(parameters).containsEntry("video_id", "\u00e9").containsEntry("cut", null);
  }

  @Test
  void anUnregisteredRunnerRefusesEvenWhenBusy() throws Exception {
    run("a");
    register(false);
    assertError(
        post(body().encode(), AUTH, JSON),
        503,
        "Runner not registered with manager",
        "NOT_REGISTERED");
    assertThat(post("{}", AUTH, JSON).status()).isEqualTo(422);
    assertThat(send("GET", "/task/status/a", AUTH).status()).isEqualTo(200);
  }

  @Test
  void aBusyRunnerRefusesAnyTask() throws Exception {
    run("a");
    for (String id : List.of("a", "b")) {
      assertError(
          post(body().put("task_id", id).encode(), AUTH, JSON),
          400,
          "Runner is busy",
          "RUNNER_BUSY");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "juggling, {}, No handler found for task type: juggling",
    "transcription, {}, This runner does not offer task type: transcription",
    "encoding, '{\"b\":1,\"a\":2}', "
        + "'Invalid parameters for task type: encoding (invalid fields: a, b)'"
  })
  void whatCannotBeDoneIsTakenAndFailed(String type, String parameters, String message)
      throws Exception {
    JsonObject body = body().put("task_type", type).put("parameters", new JsonObject(parameters));
    assertThat(post(body.encode(), AUTH, JSON).status()).isEqualTo(200);
    Awaitility.await().until(() -> get("/task/status/task-1").getString("status").equals("failed"));
    assertThat(get("/task/status/task-1").getString("error_message")).isEqualTo(message);
    Awaitility.await().until(() -> get("/runner/ping").getBoolean("available"));
  }

  private static JsonObject problem(String type, List<String> loc, String msg, Object input) {
    return new JsonObject()
        .put("type", type)
        .put("loc", new JsonArray(loc))
        .put("msg", msg)
        .put("input", input);
  }

  private static JsonObject notAnObject(Object input) {
    return problem(
        "model_attributes_type",
        List.of("body"),
        "Input should be a valid dictionary or object to extract fields from",
        input);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/vnd.x.y+json",
        "application/x+json ;a=b"
      })
  void anyJsonTypeIsTaken(String type) throws Exception {
    assertThat(post(body().encode(), AUTH, "Content-Type: " + type).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/json", "application/jsonx", "application/x-json", "json", "a; +json"})
  void noOtherTypeIsTaken(String type) throws Exception {
    RawHttp.Response response = post(body().encode(), AUTH, "Content-Type: " + type);
    assertThat(response.status()).isEqualTo(422);
    assertThat(json(response).getJsonArray("detail").getJsonObject(0).getString("type"))
        .isEqualTo("model_attributes_type");
  }

  /** Vert.x's own decoder takes them. */
  @Test
  void commentsAreNoJson() throws Exception {
    RawHttp.Response response = post("/* */" + body().encode(), AUTH, JSON);
    assertThat(response.status()).isEqualTo(422);
    assertThat(json(response).getJsonArray("detail").getJsonObject(0).getString("type"))
        .isEqualTo("json_invalid");
  }

  @Test
  void theLastOfTwoEqualKeysCountsAndBytesThatAreNotUtf8AreReplaced() throws Exception {
    String text = body().encode().replaceFirst("[{]", "{\"task_id\":7,");
    byte[] bytes = text.replace("etab\",", "\u00ff\",").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(http.send("POST", "/task/run", List.of(AUTH, JSON), bytes).status()).isEqualTo(200);
    assertThat(store.find(new TaskId("task-1")).orElseThrow().request().etabName())
        .isEqualTo("\ufffd");
  }
}
