package io.mediarunner.verticles.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mediarunner.core.config.CorsConfig;
import io.mediarunner.core.store.TaskStore;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 1 and 4.12: paths that no route takes, defects, and what browsers may read. */
class PathsAndCorsTest extends ApiTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/task",
        "/task/",
        "/task/run/x",
        "/task/status",
        "/task/status/",
        "/task/result/a/file",
        "/task/result/a/file/",
        "/task/status/a%2Fb",
        "/task/stop/a%2Fb",
        "//",
        "/runner//ping",
        "/runner/ping//",
        "/runner/../runner/ping",
        "/docs/nothing",
        "/static/",
        "/static/nothing.png",
        "/static/..%2Fopenapi.yaml",
        "/static/%2e%2e",
        "/RUNNER"
      })
  void anUnknownPathIsNotFound(String path) throws Exception {
    assertError(send("GET", path), 404, "Not Found", "NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%zz", "/task/status/%zz", "/task/result/a/file/100%.txt", "/docs%"})
  void aBrokenEscapeIsABadRequest(String path) throws Exception {
    assertError(send("GET", path, AUTH), 400, "Bad Request", "BAD_REQUEST");
  }

  static Stream<Arguments> wrongMethods() {
    return Stream.of(
        arguments("POST", "/", "GET"),
        arguments("HEAD", "/", "GET"),
        arguments("HEAD", "/runner/ping", "GET"),
        arguments("OPTIONS", "/runner/ping", "GET"),
        arguments("POST", "/runner/health", "GET"),
        arguments("DELETE", "/runner/status", "GET"),
        arguments("GET", "/task/run", "POST"),
        arguments("OPTIONS", "/task/run", "POST"),
        arguments("HEAD", "/task/status/a", "GET"),
        arguments("POST", "/task/status/a", "GET"),
        arguments("PUT", "/task/result/a", "GET, HEAD"),
        arguments("DELETE", "/task/result/a/file/b/c", "GET, HEAD"),
        arguments("GET", "/task/stop/a", "POST"),
        arguments("GET", "/task/delete/a", "DELETE"),
        arguments("POST", "/docs", "GET, HEAD"),
        arguments("POST", "/openapi.json", "GET, HEAD"),
        arguments("POST", "/static/logo.png", "GET, HEAD"));
  }

  @ParameterizedTest
  @MethodSource("wrongMethods")
  void aKnownPathTellsItsMethods(String method, String path, String allow) throws Exception {
    RawHttp.Response response = send(method, path);
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("Allow")).isEqualTo(allow);
    if (!method.equals("HEAD")) {
      assertError(response, 405, "Method Not Allowed", "METHOD_NOT_ALLOWED");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /runner/ping/, /runner/ping",
    "POST, /runner/ping/, /runner/ping",
    "GET, /runner/ping/?a=b, /runner/ping?a=b",
    "POST, /task/run/, /task/run",
    "GET, /task/status/a/, /task/status/a",
    "GET, /task/result/a/file/b.mp4/, /task/result/a/file/b.mp4",
    "GET, /docs/, /docs"
  })
  void oneSlashTooManyRedirects(String method, String path, String target) throws Exception {
    RawHttp.Response response = send(method, path);
    assertThat(response.status()).isEqualTo(307);
    assertThat(response.header("Location")).isEqualTo("http://runner.test" + target);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void jsonAnswersHaveTheBareType() throws Exception {
    assertThat(send("GET", "/").header("Content-Type")).isEqualTo("application/json");
    assertThat(send("GET", "/runner/ping").header("Content-Type")).isEqualTo("application/json");
    assertThat(send("GET", "/nothing").header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void aDefectIsJsonToo() throws Exception {
    store.close();
    assertError(send("GET", "/task/status/a", AUTH), 500, "Internal Server Error", "INTERNAL");
    assertError(send("POST", "/task/stop/a", AUTH), 500, "Internal stop error", "STOP_FAILED");
    store = TaskStore.open(folder.resolve("other.db"));
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> deploy(OPEN, taken.getLocalPort()))
          .rootCause()
          .isInstanceOf(BindException.class);
      assertThatThrownBy(() -> deploy(OPEN, taken.getLocalPort()))
          .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1");
    }
  }

  @Test
  void anyOriginMayReadByDefault() throws Exception {
    for (String path : List.of("/", "/runner/ping", "/nothing", "/static/logo.png")) {
      RawHttp.Response response = send("GET", path, "Origin: http://page.test");
      assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(response.header("Vary")).isNull();
      assertThat(send("GET", path).header("Access-Control-Allow-Origin")).isNull();
    }
    RawHttp.Response preflight =
        send(
            "OPTIONS",
            "/task/run",
            "Origin: http://page.test",
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: x-api-token, content-type");
    assertThat(preflight.status()).isEqualTo(200);
    assertThat(preflight.text()).isEqualTo("OK");
    assertThat(preflight.header("Content-Type")).startsWith("text/plain");
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(preflight.header("Access-Control-Allow-Methods"))
        .isEqualTo("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
    assertThat(preflight.header("Access-Control-Max-Age")).isEqualTo("600");
    assertThat(preflight.header("Access-Control-Allow-Headers"))
        .isEqualTo("x-api-token, content-type");
  }

  @Test
  void listedOriginsAloneMayRead() throws Exception {
    http =
        deploy(
            new CorsConfig(
                List.of("http://good.test"), true, List.of("GET"), List.of("X-API-Token")),
            0);
    RawHttp.Response good = send("GET", "/runner/ping", "Origin: http://good.test");
    assertThat(good.header("Access-Control-Allow-Origin")).isEqualTo("http://good.test");
    assertThat(good.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(good.header("Vary")).isEqualToIgnoringCase("Origin");
    RawHttp.Response bad = send("GET", "/runner/ping", "Origin: http://bad.test");
    assertThat(bad.status()).isEqualTo(200);
    assertThat(bad.header("Access-Control-Allow-Origin")).isNull();
    assertThat(bad.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(send("GET", "/runner/ping").header("Vary")).isEqualToIgnoringCase("Origin");
    assertPreflight("http://good.test", "GET", "x-api-token", 200, "OK");
    assertPreflight("http://bad.test", "GET", "accept", 400, "Disallowed CORS origin");
    assertPreflight("http://good.test", "POST", "accept", 400, "Disallowed CORS method");
    assertPreflight("http://good.test", "GET", "x-other", 400, "Disallowed CORS headers");
  }

  private void assertPreflight(
      String origin, String method, String headers, int status, String text) throws Exception {
    RawHttp.Response response =
        send(
            "OPTIONS",
            "/task/run",
            "Origin: " + origin,
            "Access-Control-Request-Method: " + method,
            "Access-Control-Request-Headers: " + headers);
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.text()).isEqualTo(text);
  }
}
