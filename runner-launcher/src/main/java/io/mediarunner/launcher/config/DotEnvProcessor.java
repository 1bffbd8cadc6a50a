package io.mediarunner.launcher.config;

import io.mediarunner.core.config.parse.DotEnv;
import io.vertx.config.spi.ConfigProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The format {@code dotenv} of vertx-config. The store's configuration has the variables for {@code
 * ${NAME}} under {@value #ENVIRONMENT}; the result has the keys under {@value #VALUES} and what was
 * skipped under {@value #WARNINGS}.
 */
public final class DotEnvProcessor implements ConfigProcessor {
  static final String FORMAT = "dotenv";
  static final String ENVIRONMENT = "environment";
  static final String VALUES = "values";
  static final String WARNINGS = "warnings";

  @Override
  public String name() {
    return FORMAT;
  }

  @Override
  public Future<JsonObject> process(Vertx vertx, JsonObject configuration, Buffer input) {
    Map<String, String> environment =
        texts(configuration.getJsonObject(ENVIRONMENT, new JsonObject()));
    return Future.succeededFuture(toJson(DotEnv.parse(input.getBytes(), environment)));
  }

  private static JsonObject toJson(DotEnv file) {
    JsonObject values = new JsonObject(new LinkedHashMap<>());
    file.values().forEach(values::put);
    return new JsonObject().put(VALUES, values).put(WARNINGS, new JsonArray(file.warnings()));
  }

  static DotEnv fromJson(JsonObject json) {
    return new DotEnv(
        texts(json.getJsonObject(VALUES)),
        json.getJsonArray(WARNINGS).stream().map(String.class::cast).toList());
  }

  static Map<String, String> texts(JsonObject json) {
    Map<String, String> texts = new HashMap<>();
    json.forEach(entry -> texts.put(entry.getKey(), String.valueOf(entry.getValue())));
    return texts;
  }
}
