package io.mediarunner.launcher.demo;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.StandaloneConfig.Application;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * The demo's platform: gives tasks to a standalone runner as any other would. Blocks its callers.
 */
public final class DemoClient {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(LIMIT)
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();
  private final URI manager;
  private final String token;
  private final URI runner;
  private final String runnerToken;

  /**
   * @param config of a standalone runner; the client is its first application
   */
  public DemoClient(RunnerConfig config) {
    Application application = config.standalone().applications().get(0);
    this.manager = config.manager().url();
    this.token = application.token().value();
    this.runner = config.instances().get(0).advertisedUrl();
    this.runnerToken = config.manager().token().value();
  }

  /**
   * Gives a task.
   *
   * @return its id
   */
  public String execute(String type, String source, JsonObject parameters)
      throws IOException, InterruptedException {
    JsonObject body =
        new JsonObject()
            .put("etab_name", "demo")
            .put("app_name", "demo")
            .put("app_version", "1.0")
            .put("task_type", type)
            .put("source_url", source)
            .put("parameters", parameters)
            .put("notify_url", "");
    HttpRequest.Builder request =
        request(manager, "/task/execute", token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()));
    return send(request).getString("task_id");
  }

  /** What the Manager knows of a task. */
  public JsonObject task(String id) throws IOException, InterruptedException {
    return send(request(manager, "/task/status/" + id, token));
  }

  /** Its results. */
  public JsonObject manifest(String id) throws IOException, InterruptedException {
    return send(request(manager, "/task/result/" + id, token));
  }

  /** What the runner itself answers, such as to {@code /runner/ping}. */
  public JsonObject runner(String path) throws IOException, InterruptedException {
    return send(request(runner, path, runnerToken));
  }

  private static HttpRequest.Builder request(URI base, String path, String token) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(LIMIT)
        .header("Authorization", "Bearer " + token);
  }

  private JsonObject send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          answer.uri().getPath() + " answered " + answer.statusCode() + " " + answer.body());
    }
    return new JsonObject(answer.body());
  }
}
