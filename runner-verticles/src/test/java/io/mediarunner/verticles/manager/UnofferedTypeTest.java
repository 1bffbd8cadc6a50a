package io.mediarunner.verticles.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.config.CompletionConfig;
import io.mediarunner.core.config.CorsConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.StandaloneConfig.Application;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.queue.TaskQueue;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.verticles.NoBlockedThreads;
import io.mediarunner.verticles.SetClock;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.web.Listening;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of tasks whose type nobody offers: no task waits for ever. */
@ExtendWith(NoBlockedThreads.class)
class UnofferedTypeTest {
  private static final long LIMIT_SECONDS = 20;
  private static final String APPLICATION = "token-of-the-application";
  private static final String RUNNER = "token-of-the-runner";
  private static final Duration PATIENCE = Duration.ofMinutes(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final SetClock clock = new SetClock();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path folder;
  private volatile JsonArray offered = new JsonArray(List.of("encoding", "transcription"));
  private TaskQueue queue;
  private HttpServer runner;
  private String url;

  /** A Manager, and a runner that is always busy. */
  @BeforeEach
  void open() throws Exception {
    runner =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  if (request.path().equals("/runner/ping")) {
                    request
                        .response()
                        .end(
                            new JsonObject()
                                .put("available", false)
                                .put("registered", true)
                                .put("task_types", offered)
                                .encode());
                  } else {
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              told.add(body.toString());
                              request.response().end("{}");
                            });
                  }
                })
            .listen(0, "127.0.0.1")
            .await(LIMIT_SECONDS, TimeUnit.SECONDS);
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    url = "http://127.0.0.1:" + port;
    queue = TaskQueue.open(folder.resolve("queue.db"), Optional::empty, 100);
    ManagerSetup setup =
        new ManagerSetup(
            "127.0.0.1",
            port,
            URI.create(url),
            List.of(Application.full("pod", new Secret(APPLICATION))),
            List.of(new Secret(RUNNER)),
            PATIENCE,
            List.of(TaskType.ENCODING),
            true,
            List.of(),
            Set.of(port),
            new CompletionConfig(1, Duration.ofSeconds(1), 1),
            new CorsConfig(List.of(), false, List.of(), List.of()),
            Duration.ZERO);
    vertx
        .deployVerticle(
            new ManagerVerticle(
                setup,
                queue,
                new ResultFiles(folder),
                Network.DIRECT,
                Listening.PLAIN,
                new Bus(vertx),
                clock))
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
    register();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    queue.close();
  }

  @Test
  void saysSoAtSubmissionAndEndsWhatHasWaitedTooLong() throws Exception {
    assertThat(execute("studio", "a").statusCode()).isEqualTo(503);
    HttpResponse<String> taken = execute("transcription", "b");
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
    String id = new JsonObject(taken.body()).getString("task_id");

    offered = new JsonArray(List.of("encoding")); // its speech engine broke
    await()
        .untilAsserted(
            () -> {
              HttpResponse<String> refused = execute("transcription", "c");
              assertThat(refused.statusCode()).isEqualTo(503);
              assertThat(refused.body()).contains("No runners available");
            });
    String waiting = execute("encoding", "d").body();
    assertThat(new JsonObject(waiting).getString("status")).isEqualTo("pending");

    Instant since = clock.instant();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              clock.forward(Duration.ofMinutes(5));
              register();
              return status(id).getString("status").equals("failed");
            });
    assertThat(Duration.between(since, clock.instant())).isGreaterThan(PATIENCE);
    assertThat(status(id).getString("error"))
        .isEqualTo(
            "No runners available: nobody has offered tasks of type transcription for 60 minutes.");
    await().until(() -> told.stream().anyMatch(body -> body.contains(id)));
    assertThat(status(new JsonObject(waiting).getString("task_id")).getString("status"))
        .as("a type that a busy runner offers")
        .isEqualTo("pending");

    assertThat(send("POST", "/task/restart/" + id, "", APPLICATION).statusCode()).isEqualTo(503);
    offered = new JsonArray(List.of("encoding", "transcription"));
    assertThat(send("POST", "/task/restart/" + id, "", APPLICATION).statusCode()).isEqualTo(200);
    assertThat(status(id).getString("status")).isEqualTo("pending");
  }

  private void register() throws Exception {
    JsonObject body =
        new JsonObject()
            .put("id", "r")
            .put("url", "http://127.0.0.1:" + runner.actualPort())
            .put("task_types", offered);
    assertThat(send("POST", "/runner/register", body.encode(), RUNNER).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> execute(String type, String source) throws Exception {
    JsonObject body =
        new JsonObject()
            .put("etab_name", "e")
            .put("app_name", "a")
            .put("task_type", type)
            .put("source_url", "http://127.0.0.1:" + runner.actualPort() + "/" + source)
            .put("parameters", new JsonObject())
            .put("notify_url", "http://127.0.0.1:" + runner.actualPort() + "/notify");
    return send("POST", "/task/execute", body.encode(), APPLICATION);
  }

  private JsonObject status(String id) throws Exception {
    return new JsonObject(send("GET", "/task/status/" + id, "", APPLICATION).body());
  }

  private HttpResponse<String> send(String method, String path, String body, String token)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(LIMIT_SECONDS))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("X-Runner-Version", "1.7.1")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
