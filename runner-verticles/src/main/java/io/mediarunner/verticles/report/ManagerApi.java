package io.mediarunner.verticles.report;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.task.TaskType;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The Manager's HTTP interface, as one instance calls it. Lives on the instance's event loop. */
final class ManagerApi {
  private static final String JSON = "application/json";
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** The Manager notifies its client first, which may take 20 s. */
  private static final Duration COMPLETION_ANSWER = Duration.ofSeconds(35);

  /** Enough for many instances, and few enough for a Manager that is slow. */
  private static final int CONNECTIONS = 4;

  private static final int COMPLETION_CONNECTIONS = 16;

  private final InstanceConfig instance;
  private final ManagerConfig manager;
  private final ManagerVersion version;
  private final ManagerCalls calls;
  private final ManagerCalls completions;
  private String healthPath = "/api/health";

  ManagerApi(
      Vertx vertx,
      InstanceConfig instance,
      ManagerConfig manager,
      Network network,
      ManagerVersion version) {
    this.instance = instance;
    this.manager = manager;
    this.version = version;
    this.calls = new ManagerCalls(vertx, manager, network, "manager", CONNECTIONS);
    this.completions =
        new ManagerCalls(vertx, manager, network, "completion", COMPLETION_CONNECTIONS);
  }

  void close() {
    calls.close();
    completions.close();
  }

  /**
   * @param types that are offered now
   */
  Future<ManagerAnswer> register(boolean available, List<TaskType> types) {
    JsonObject body =
        new JsonObject()
            .put("id", instance.runnerId())
            .put("url", instance.advertisedUrl().toString())
            .put("task_types", types.stream().map(TaskType::wireName).toList())
            .put("availability", availability(available));
    return post("/runner/register", body);
  }

  Future<ManagerAnswer> heartbeat(boolean available) {
    String id = URLEncoder.encode(instance.runnerId(), StandardCharsets.UTF_8).replace("+", "%20");
    return post(
        "/runner/heartbeat/" + id, new JsonObject().put("availability", availability(available)));
  }

  /** Whether the Manager is healthy; Managers of the same version use different health paths. */
  Future<Boolean> healthy() {
    return health(healthPath)
        .compose(
            answer -> {
              if (answer.status() != 404) {
                return Future.succeededFuture(answer.healthy());
              }
              String other = healthPath.equals("/api/health") ? "/manager/health" : "/api/health";
              return health(other)
                  .map(
                      second -> {
                        if (second.status() != 404) {
                          healthPath = other;
                        }
                        return second.healthy();
                      });
            });
  }

  /**
   * Reports the end of a task.
   *
   * @param target URL
   * @param body the bytes to send, the same at every delivery
   * @param key identifies the report, so that a second delivery can be recognised
   */
  Future<ManagerAnswer> complete(URI target, String body, String key) {
    return completions.send(
        HttpMethod.POST,
        target.toString(),
        COMPLETION_ANSWER,
        headers().set("Content-Type", JSON).set("Idempotency-Key", key),
        Buffer.buffer(body));
  }

  private Future<ManagerAnswer> health(String path) {
    return calls.send(HttpMethod.GET, manager.url() + path, ANSWER, versioned(), Buffer.buffer());
  }

  private Future<ManagerAnswer> post(String path, JsonObject body) {
    return calls.send(
        HttpMethod.POST,
        manager.url() + path,
        ANSWER,
        versioned().set("Content-Type", JSON),
        body.toBuffer());
  }

  private MultiMap versioned() {
    return headers().set("X-Runner-Version", version.current());
  }

  private MultiMap headers() {
    return MultiMap.caseInsensitiveMultiMap()
        .set("Accept", JSON)
        .set("Authorization", "Bearer " + manager.token().value());
  }

  private static String availability(boolean available) {
    return available ? "available" : "busy";
  }
}
