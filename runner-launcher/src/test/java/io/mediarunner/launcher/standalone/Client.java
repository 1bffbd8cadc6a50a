package io.mediarunner.launcher.standalone;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** An application that speaks the Manager's client API, with Java's own HTTP client. */
record Client(String url, String token) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(30))
            .header("Accept", "application/json");
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The request of the recorded conversation, with other addresses. */
  static JsonObject task(String source, String notify) {
    return new JsonObject()
        .put("etab_name", "peer")
        .put("app_name", "peer-client")
        .put("app_version", "1.0")
        .put("task_type", "encoding")
        .put("source_url", source)
        .put("affiliation", "employee")
        .put("parameters", new JsonObject())
        .put("notify_url", notify);
  }

  JsonObject execute(JsonObject task) throws IOException, InterruptedException {
    HttpResponse<String> answer = post("/task/execute", task.encode());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return new JsonObject(answer.body());
  }

  JsonObject status(String id) throws IOException, InterruptedException {
    return new JsonObject(get("/task/status/" + id).body());
  }
}
