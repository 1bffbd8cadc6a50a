package io.mediarunner.verticles.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vertx.openapi.contract.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 2 of the wire contract: who needs the token, and in which header it may come. */
class AuthenticationTest extends ApiTest {
  static Stream<Arguments> guarded() {
    return Stream.of(
        arguments("POST", "/task/run"),
        arguments("GET", "/task/status/a"),
        arguments("GET", "/task/result/a"),
        arguments("HEAD", "/task/result/a"),
        arguments("GET", "/task/result/a/file/b"),
        arguments("HEAD", "/task/result/a/file/b"),
        arguments("GET", "/task/result/a/file/b/c"),
        arguments("GET", "/task/result/a/file/../../../../runner/ping"),
        arguments("POST", "/task/stop/a"),
        arguments("DELETE", "/task/delete/a"),
        arguments("POST", "/runner/pause"),
        arguments("POST", "/runner/resume"),
        arguments("POST", "/runner/drain"),
        arguments("GET", "/runner/deliveries"),
        arguments("POST", "/runner/deliveries/retry"),
        arguments("GET", "/runner/tasks"));
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void everyRouteThatIsNotPublicWantsTheToken(String method, String path) throws Exception {
    RawHttp.Response none = send(method, path);
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
    RawHttp.Response wrong = send(method, path, "X-API-Token: wrong");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.header("WWW-Authenticate")).isEqualTo("Bearer");
    if (!method.equals("HEAD")) {
      assertError(none, 401, "Missing authentication token", "TOKEN_MISSING");
      assertError(wrong, 401, "Invalid or expired token", "TOKEN_INVALID");
    }
  }

  static Stream<Arguments> tokens() {
    String bearer = "Authorization: Bearer " + TOKEN;
    return Stream.of(
        arguments(List.of(AUTH), 200, ""),
        arguments(List.of(bearer), 200, ""),
        arguments(List.of("Authorization: bEaReR " + TOKEN), 200, ""),
        arguments(List.of("X-API-Token: " + PREVIOUS_TOKEN), 200, ""),
        arguments(List.of("Authorization: Bearer " + PREVIOUS_TOKEN), 200, ""),
        arguments(List.of(AUTH, "Authorization: Bearer wrong"), 200, ""),
        arguments(List.of("X-API-Token:", bearer), 200, ""),
        arguments(List.of("X-API-Token: wrong", bearer), 401, "TOKEN_INVALID"),
        arguments(List.of("Authorization: Bearer wrong"), 401, "TOKEN_INVALID"),
        arguments(List.of("X-API-Token: " + TOKEN + "x"), 401, "TOKEN_INVALID"),
        arguments(List.of("X-API-Token: \u00e9\u4e2d"), 401, "TOKEN_INVALID"),
        arguments(List.of("Authorization: Bearer \u00e9"), 401, "TOKEN_INVALID"),
        arguments(List.of("Authorization: Basic " + TOKEN), 401, "TOKEN_MISSING"),
        arguments(List.of("Authorization: " + TOKEN), 401, "TOKEN_MISSING"),
        arguments(List.of("Authorization: Bearer "), 401, "TOKEN_MISSING"));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void theTokenIsTakenFromEitherHeader(List<String> headers, int status, String code)
      throws Exception {
    RawHttp.Response response = send("GET", "/task/status/a", headers.toArray(String[]::new));
    assertThat(response.status()).isEqualTo(status);
    if (status == 401) {
      assertThat(json(response).getString("code")).isEqualTo(code);
    }
  }

  @Test
  void theTokenIsLookedAtBeforeTheBodyComes() throws Exception {
    RawHttp.Response response =
        http.exchange(
            "POST /task/run HTTP/1.1\r\nHost: r\r\nContent-Length: 500000\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(response.status()).isEqualTo(401);
    assertThat(post("{", JSON).status()).isEqualTo(401);
  }

  /** No route is guarded that the contract calls public, and none is public that it guards. */
  @Test
  void theContractSaysWhoNeedsTheToken() throws Exception {
    for (Operation operation : API.contract().operations()) {
      String path = operation.getOpenAPIPath().replaceAll("[{]\\w+[}]", "x");
      int status =
          http.send(operation.getHttpMethod().name(), path, List.of(), new byte[0]).status();
      boolean guarded = !operation.getSecurityRequirements().isEmpty();
      assertThat(status == 401).as(operation.getOperationId()).isEqualTo(guarded);
    }
  }
}
