package io.mediarunner.launcher;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.RunnerConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks the runner that the settings describe, on this machine. Blocks. */
final class RunnerClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final InstanceConfig instance;
  private final String token;

  RunnerClient(RunnerConfig config) {
    this.instance = config.instances().get(0);
    this.token = config.manager().token().value();
  }

  /**
   * @param path with its query
   * @throws IOException if the runner does not answer, or with another status than 200
   */
  JsonObject get(String path) throws IOException, InterruptedException {
    String host = instance.bindHost().equals("0.0.0.0") ? "127.0.0.1" : instance.bindHost();
    URI address = URI.create("http://%s:%d%s".formatted(host, instance.port(), path));
    HttpRequest request =
        HttpRequest.newBuilder(address).timeout(LIMIT).header("X-API-Token", token).build();
    HttpResponse<String> answer;
    try {
      answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new IOException("no runner answers on %s:%d".formatted(host, instance.port()), e);
    }
    if (answer.statusCode() != 200) {
      throw new IOException("the runner answers %d to %s".formatted(answer.statusCode(), path));
    }
    return new JsonObject(answer.body());
  }
}
