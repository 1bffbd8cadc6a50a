package io.mediarunner.verticles.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code openapi.yaml}: the routes of the API and the form of its answers. */
public final class ApiContract {
  private static final String RESOURCE = "openapi.yaml";

  private ApiContract() {}

  /** Loads the contract. It takes a while, so it is done once and shared by all instances. */
  public static Future<OpenAPIContract> load(Vertx vertx) {
    return vertx
        .executeBlocking(ApiContract::unsecured, false)
        .compose(document -> OpenAPIContract.from(vertx, document));
  }

  /**
   * The document without its security requirements: the router builder would put an empty chain of
   * authentication handlers of its own before ours, and that refuses everything.
   */
  private static JsonObject unsecured() {
    JsonObject document = document();
    for (Object path : document.getJsonObject("paths").getMap().values()) {
      for (Object item : ((Map<?, ?>) path).values()) {
        if (item instanceof Map<?, ?> operation) { // else the parameters of all operations
          operation.remove("security");
        }
      }
    }
    return document;
  }

  /**
   * The contract as it was written. What {@link OpenAPIContract} keeps has its references resolved,
   * which makes it endless. Reads the class path, so it does not belong on an event loop.
   */
  static JsonObject document() {
    try (InputStream yaml = ApiContract.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      Map<String, Object> document =
          new Yaml(new SafeConstructor(new LoaderOptions())).<Map<String, Object>>load(yaml);
      return new JsonObject(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
