package io.mediarunner.verticles.report;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.call.HttpCalls;
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
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Manager's HTTP interface, as one instance calls it. Lives on the instance's event loop. */
final class ManagerApi {
  private static final Logger log = LoggerFactory.getLogger(ManagerApi.class);
  private static final String JSON = "application/json";

  /** It does not know the token, or knows this runner by another one. */
  private static final Set<Integer> REFUSALS_OF_TOKEN = Set.of(401, 403);

  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** The Manager notifies its client first, which may take 20 s. */
  private static final Duration COMPLETION_ANSWER = Duration.ofSeconds(35);

  /** Enough for many instances, and few enough for a Manager that is slow. */
  private static final int CONNECTIONS = 4;

  private static final int COMPLETION_CONNECTIONS = 16;

  private final InstanceConfig instance;
  private final ManagerConfig manager;
  private final ManagerVersion version;
  private final HttpCalls calls;
  private final HttpCalls completions;
  private Secret shown;
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
    this.shown = manager.token();
    this.calls = new HttpCalls(vertx, network, "manager " + manager.url(), CONNECTIONS);
    this.completions =
        new HttpCalls(vertx, network, "completion " + manager.url(), COMPLETION_CONNECTIONS);
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
    return send(
        completions,
        HttpMethod.POST,
        target.toString(),
        COMPLETION_ANSWER,
        headers().set("Content-Type", JSON).set("Idempotency-Key", key),
        Buffer.buffer(body));
  }

  private Future<ManagerAnswer> health(String path) {
    return send(calls, HttpMethod.GET, manager.url() + path, ANSWER, versioned(), Buffer.buffer());
  }

  private Future<ManagerAnswer> post(String path, JsonObject body) {
    return send(
        calls,
        HttpMethod.POST,
        manager.url() + path,
        ANSWER,
        versioned().set("Content-Type", JSON),
        body.toBuffer());
  }

  private MultiMap versioned() {
    return headers().set("X-Runner-Version", version.current());
  }

  private static MultiMap headers() {
    return MultiMap.caseInsensitiveMultiMap().set("Accept", JSON);
  }

  /** With the token that the Manager took last; with the other one if it refuses that. */
  private Future<ManagerAnswer> send(
      HttpCalls by, HttpMethod method, String url, Duration limit, MultiMap headers, Buffer body) {
    Secret first = shown;
    return by.send(method, url, limit, authorised(headers, first), body)
        .map(ManagerAnswer::of)
        .compose(
            answer -> {
              Optional<Secret> other =
                  manager.acceptedTokens().stream().filter(t -> !t.equals(first)).findFirst();
              return REFUSALS_OF_TOKEN.contains(answer.status()) && other.isPresent()
                  ? by.send(method, url, limit, authorised(headers, other.get()), body)
                      .map(ManagerAnswer::of)
                      .map(second -> settled(answer, second, other.get()))
                  : Future.succeededFuture(answer);
            });
  }

  private static MultiMap authorised(MultiMap headers, Secret token) {
    return MultiMap.caseInsensitiveMultiMap()
        .addAll(headers)
        .set("Authorization", "Bearer " + token.value());
  }

  private ManagerAnswer settled(ManagerAnswer first, ManagerAnswer second, Secret other) {
    if (REFUSALS_OF_TOKEN.contains(second.status())) {
      return first;
    }
    if (!shown.equals(other)) {
      shown = other;
      log.warn(
          "the Manager takes only {}: instance={}",
          other.equals(manager.token()) ? "RUNNER_TOKEN" : "RUNNER_TOKEN_PREVIOUS",
          instance.number());
    }
    return second;
  }

  private static String availability(boolean available) {
    return available ? "available" : "busy";
  }
}
