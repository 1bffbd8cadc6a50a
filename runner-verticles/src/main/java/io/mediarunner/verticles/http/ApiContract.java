package io.mediarunner.verticles.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code openapi.yaml}: the routes of the API and the form of its responses. Any thread. */
public final class ApiContract {
  private static final String RESOURCE = "openapi.yaml";

  private final OpenAPIContract contract;
  private final Buffer document;
  private final Set<String> guarded;
  private final String version;

  private ApiContract(OpenAPIContract contract, Buffer document, Set<String> guarded) {
    this.contract = contract;
    this.document = document;
    this.guarded = Set.copyOf(guarded);
    this.version = contract.getRawContract().getJsonObject("info").getString("version");
  }

  /** Loads the contract. This takes a while, so it is done once and shared by all instances. */
  public static Future<ApiContract> load(Vertx vertx) {
    return vertx
        .executeBlocking(ApiContract::read, false)
        .compose(
            read -> {
              Buffer document = read.toBuffer();
              Set<String> guarded = unsecure(read);
              return OpenAPIContract.from(vertx, read)
                  .map(contract -> new ApiContract(contract, document, guarded));
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

  /** Whether an operation requires the token. */
  boolean guarded(String operationId) {
    return guarded.contains(operationId);
  }

  /** The version of the API. */
  String version() {
    return version;
  }

  /**
   * Removes the security requirements: the router builder would put its own empty chain of
   * authentication handlers before ours, which refuses everything.
   *
   * @return ids of the operations that had any
   */
  private static Set<String> unsecure(JsonObject document) {
    Set<String> guarded = new HashSet<>();
    for (Object path : document.getJsonObject("paths").getMap().values()) {
      for (Object item : ((Map<?, ?>) path).values()) {
        if (item instanceof Map<?, ?> operation) { // otherwise, parameters of all operations
          if (operation.remove("security") != null) {
            guarded.add(String.valueOf(operation.get("operationId")));
          }
        }
      }
    }
    return guarded;
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
