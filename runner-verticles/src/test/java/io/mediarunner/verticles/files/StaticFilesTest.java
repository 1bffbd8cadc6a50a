package io.mediarunner.verticles.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.verticles.web.FailureHandler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.WebClient;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class StaticFilesTest {
  private StaticFiles files;
  private WebClient client;
  private int port;

  @BeforeEach
  void serve(Vertx vertx, VertxTestContext test) throws Exception {
    files = StaticFiles.unpack("static", Map.of("contract.js", "openapi.yaml"));
    client = WebClient.create(vertx);
    Router router = Router.router(vertx);
    router.get("/static/:file").handler(files.handler("file"));
    router.route().failureHandler(new FailureHandler());
    vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(0, "127.0.0.1")
        .onComplete(
            test.succeeding(
                server -> {
                  port = server.actualPort();
                  test.completeNow();
                }));
  }

  @Test
  void servesAFileUnderTheNameThatItWasGiven(VertxTestContext test) {
    client
        .get(port, "127.0.0.1", "/static/contract.js")
        .send()
        .onComplete(
            test.succeeding(
                answer ->
                    test.verify(
                        () -> {
                          assertThat(answer.statusCode()).isEqualTo(200);
                          assertThat(answer.bodyAsString()).contains("openapi: 3.1.0");
                          test.completeNow();
                        })));
  }

  @Test
  void copiesThemAgainWhereACleanerRemovedThem(VertxTestContext test) throws Exception {
    Path before = files.rootWith("contract.js");
    client
        .get(port, "127.0.0.1", "/static/contract.js")
        .send()
        .compose(
            first -> {
              test.verify(
                  () -> {
                    Files.delete(before.resolve("static/contract.js"));
                    Files.delete(before.resolve("static"));
                    Files.delete(before);
                  });
              return client.get(port, "127.0.0.1", "/static/contract.js").send();
            })
        .onComplete(
            test.succeeding(
                answer ->
                    test.verify(
                        () -> {
                          assertThat(answer.statusCode()).isEqualTo(200);
                          assertThat(files.rootWith("contract.js")).isNotEqualTo(before);
                          test.completeNow();
                        })));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/static/openapi.yaml",
        "/static/",
        "/static",
        "/static/.",
        "/static/..",
        "/static/..%2Fstatic",
        "/static/..%2Fcontract.js",
        "/static/..%5Ccontract.js",
        "/static/.hidden",
        "/static/%2Fetc%2Fpasswd",
        "/static/contract.js%00"
      })
  void servesNothingElse(String path, Vertx vertx, VertxTestContext test) {
    client
        .get(port, "127.0.0.1", path)
        .send()
        .onComplete(
            test.succeeding(
                answer ->
                    test.verify(
                        () -> {
                          assertThat(answer.statusCode()).isEqualTo(404);
                          test.completeNow();
                        })));
  }

  @Test
  void needsFilesThatAreThere() {
    assertThatThrownBy(() -> StaticFiles.unpack("static", Map.of("a.js", "no/such/file.js")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("no/such/file.js");
  }
}
