package io.mediarunner.verticles.http;

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
 * answers. Any thread.
 */
public final class ApiContract {
  private static final String RESOURCE = "openapi.yaml";

  private final OpenAPIContract contract;
  private final Buffer document;
  private final String version;

  private ApiContract(OpenAPIContract contract, Buffer document) {
    this.contract = contract;
    this.document = document;
    this.version = contract.getRawContract().getJsonObject("info").getString("version");
  }

  /** Loads the contract. It takes a while, so it is done once and shared by all instances. */
  public static Future<ApiContract> load(Vertx vertx) {
    return vertx
        .executeBlocking(ApiContract::read, false)
        .compose(
            read -> {
              Buffer document = read.toBuffer();
              return OpenAPIContract.from(vertx, read)
                  .map(contract -> new ApiContract(contract, document));
            });
  }

  /** What drives the router. */
  public OpenAPIContract contract() {
    return contract;
  }

  /**
   * The document as it was written, as JSON. What {@link OpenAPIContract} keeps has its references
   * resolved, which makes it endless.
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

  /** The version of the API. */
  String version() {
    return version;
  }

  private static JsonObject read() {
    try (InputStream yaml = ApiContract.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      Map<String, Object> document =
          new Yaml(new SafeConstructor(new LoaderOptions())).<Map<String, Object>>load(yaml);
      return new JsonObject(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
