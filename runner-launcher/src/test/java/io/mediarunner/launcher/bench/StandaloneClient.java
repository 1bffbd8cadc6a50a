package io.mediarunner.launcher.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** An application that sends encodes to a standalone runner on this machine. */
final class StandaloneClient {
  static final String TOKEN = "bench-application-token";
  private static final Duration LIMIT = Duration.ofMinutes(9);
  private static final long LOOK_MILLIS = 200;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String manager;

  /**
   * @param port {@code STANDALONE_PORT}
   */
  StandaloneClient(int port) {
    this.manager = "http://127.0.0.1:" + port;
  }

  /**
   * @param output of the runner, for the message if it does not start
   */
  void awaitReady(Path output) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        send(request("/api/health"));
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new IOException("not started: " + Files.readString(output), e);
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  /**
   * Sends an encode.
   *
   * @param video its number for the application
   * @return id of the task
   */
  String submit(String sourceUrl, int video) throws IOException, InterruptedException {
    JsonObject task =
        new JsonObject()
            .put("etab_name", "bench")
            .put("app_name", "bench")
            .put("task_type", "encoding")
            .put("source_url", sourceUrl)
            .put("parameters", new JsonObject().put("video_id", "" + video))
            .put("notify_url", "");
    return send(request("/task/execute")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(task.encode())))
        .getString("task_id");
  }

  /** All tasks, by id. */
  JsonObject tasks() throws IOException, InterruptedException {
    return send(request("/task/list"));
  }

  /** How many of {@link #tasks} have a status. */
  static long count(JsonObject tasks, String status) {
    return tasks.fieldNames().stream()
        .filter(id -> tasks.getJsonObject(id).getString("status").equals(status))
        .count();
  }

  /** Stores one of a task's results. */
  void fetch(String task, String name, Path into) throws IOException, InterruptedException {
    HttpResponse<Path> answer =
        http.send(
            request("/task/result/" + task + "/file/" + name).build(),
            HttpResponse.BodyHandlers.ofFile(into));
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " for " + name);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(manager + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + TOKEN);
  }

  private JsonObject send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return new JsonObject(answer.body());
  }
}
