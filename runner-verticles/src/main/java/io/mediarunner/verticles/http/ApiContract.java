package io.mediarunner.verticles.http;

import io.mediarunner.verticles.files.StaticFiles;
import io.mediarunner.verticles.files.WebJar;
import io.mediarunner.verticles.web.ApiError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * {@code openapi.yaml}: the routes of the API, who may call them, the form of their requests and
 * answers. With it, the files of the pages that show it. Any thread.
 */
public final class ApiContract {
  private static final String RESOURCE = "openapi.yaml";
  private static final String SWAGGER_UI = "org.webjars/swagger-ui";
  private static final String REDOC = "org.webjars.npm/redoc";

  private final OpenAPIContract contract;
  private final Buffer document;
  private final StaticFiles files;
  private final String version;

  private record Read(JsonObject document, StaticFiles files) {}

  private ApiContract(OpenAPIContract contract, Buffer document, StaticFiles files) {
    this.contract = contract;
    this.document = document;
    this.files = files;
    this.version = contract.getRawContract().getJsonObject("info").getString("version");
  }

  /** Loads the contract. This takes a while, so it is done once and shared by all instances. */
  public static Future<ApiContract> load(Vertx vertx) {
    return vertx
        .executeBlocking(() -> new Read(readContract(), unpackFiles()), false)
        .compose(
            read -> {
              Buffer document = read.document().toBuffer();
              return OpenAPIContract.from(vertx, read.document())
                  .map(contract -> new ApiContract(contract, document, read.files()));
            });
  }

  /** The contract for the router. */
  public OpenAPIContract contract() {
    return contract;
  }

  /**
   * The document as it was written, as JSON. The copy in {@link OpenAPIContract} has its references
   * resolved, which makes it infinite.
   */
  Buffer document() {
    return document;
  }

  /**
   * What answers a request of this operation with invalid parameters.
   *
   * @throws IllegalStateException if the contract does not name it
   */
  static ApiError invalid(Operation operation) {
    Object name = operation.getExtensions().get("x-invalid");
    if (name == null) {
      throw new IllegalStateException("no x-invalid: " + operation.getOperationId());
    }
    return ApiError.valueOf(name.toString());
  }

  /** The images and scripts of the pages that show the contract, for {@code /static/:file}. */
  StaticFiles files() {
    return files;
  }

  /** The version of the API. */
  String version() {
    return version;
  }

  private static JsonObject readContract() {
    try (InputStream yaml = ApiContract.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      Map<String, Object> document =
          new Yaml(new SafeConstructor(new LoaderOptions())).<Map<String, Object>>load(yaml);
      return new JsonObject(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StaticFiles unpackFiles() throws IOException {
    return StaticFiles.unpack(
        "static",
        Map.of(
            "favicon.png", "static/favicon.png",
            "logo.png", "static/logo.png",
            "runner.png", "static/runner.png",
            "swagger-ui.css", WebJar.resource(SWAGGER_UI, "swagger-ui.css"),
            "swagger-ui-bundle.js", WebJar.resource(SWAGGER_UI, "swagger-ui-bundle.js"),
            "oauth2-redirect.js", WebJar.resource(SWAGGER_UI, "oauth2-redirect.js"),
            "redoc.standalone.js", WebJar.resource(REDOC, "bundles/redoc.standalone.js")));
  }
}
