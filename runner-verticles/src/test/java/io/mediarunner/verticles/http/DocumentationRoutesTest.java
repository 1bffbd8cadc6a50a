package io.mediarunner.verticles.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 4.11: the contract itself, the pages that show it, and their files. */
class DocumentationRoutesTest extends ApiTest {
  private static final Pattern GUARDED =
      Pattern.compile("/task/.*|/runner/(pause|resume|drain|deliveries|deliveries/retry|tasks)");

  @Test
  void theContractIsServed() throws Exception {
    JsonObject document = get("/openapi.json");
    assertThat(document.getString("openapi")).startsWith("3.1");
    assertThat(document.getJsonObject("info").getString("title")).isEqualTo("Runner API");
    assertThat(document.getJsonObject("components").getJsonObject("securitySchemes").fieldNames())
        .containsExactlyInAnyOrder("APIKeyHeader", "HTTPBearer");
    document
        .getJsonObject("paths")
        .forEach(
            path ->
                ((JsonObject) path.getValue())
                    .forEach(
                        operation -> {
                          if (operation.getValue() instanceof JsonObject described) {
                            assertThat(described.containsKey("security"))
                                .isEqualTo(GUARDED.matcher(path.getKey()).matches());
                          }
                        }));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/oauth2-redirect", "/redoc"})
  void thePagesNeedNobodyElse(String path) throws Exception {
    RawHttp.Response page = send("GET", path);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.text()).doesNotContain("http://", "https://", "src=\"//");
    assertThat(send("HEAD", path).header("Content-Length"))
        .isEqualTo(Integer.toString(page.body().length));
    Matcher asset = Pattern.compile("static/[^\"]+").matcher(page.text());
    while (asset.find()) {
      assertThat(send("GET", "/" + asset.group()).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "favicon.png, image/png",
    "logo.png, image/png",
    "runner.png, image/png",
    "swagger-ui.css, text/css; charset=utf-8",
    "redoc.standalone.js, text/javascript; charset=utf-8"
  })
  void staticFilesCanBeCachedAndResumed(String name, String type) throws Exception {
    String path = "/static/" + name;
    RawHttp.Response file = send("GET", path);
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("Content-Type")).isEqualTo(type);
    assertThat(send("HEAD", path).header("Content-Length"))
        .isEqualTo(Integer.toString(file.body().length));
    assertThat(send("GET", path, "If-None-Match: " + file.header("ETag")).status()).isEqualTo(304);
    assertThat(send("GET", path, "If-Modified-Since: " + file.header("Last-Modified")).status())
        .isEqualTo(304);
    assertThat(send("GET", path, "If-None-Match: \"other\"").status()).isEqualTo(200);
    RawHttp.Response part = send("GET", path, "Range: bytes=10-19");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.header("Content-Type")).isEqualTo(type);
    assertThat(send("HEAD", path).header("Content-Type")).isEqualTo(type);
    RawHttp.Response beyond = send("GET", path, "Range: bytes=99999999-");
    assertThat(beyond.status()).isEqualTo(416);
    assertThat(beyond.body()).isEmpty();
    assertThat(beyond.header("Content-Range")).isEqualTo("bytes */" + file.body().length);
    assertThat(send("GET", path, "If-None-Match: W/\"x\", " + file.header("ETag")).status())
        .isEqualTo(304);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(file.body(), 10, 20));
  }
}
