package io.mediarunner.verticles.report;

import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.config.ProxyServer;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.task.TaskType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Manager's HTTP interface, as one instance calls it. Lives on the instance's event loop. */
final class ManagerApi {
  private static final Logger log = LoggerFactory.getLogger(ManagerApi.class);

  /** It does not know the token, or knows this runner by another one. */
  private static final Set<Integer> REFUSALS_OF_TOKEN = Set.of(401, 403);

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** The Manager notifies its client first, which may take 20 s. */
  private static final Duration COMPLETION_ANSWER = Duration.ofSeconds(35);

  private final InstanceConfig instance;
  private final ManagerConfig manager;
  private final ManagerVersion version;
  private final Vertx vertx;
  private final HttpClient client;
  private Secret shown;
  private String healthPath = "/api/health";

  /**
   * The Manager's response.
   *
   * @param status HTTP status
   * @param body text, possibly empty; the first {@link BoundedCall#MOST_BYTES} of a longer one
   */
  record Answer(int status, String body) {}

  ManagerApi(
      Vertx vertx,
      InstanceConfig instance,
      ManagerConfig manager,
      Network network,
      ManagerVersion version) {
    this.instance = instance;
    this.manager = manager;
    this.version = version;
    this.vertx = vertx;
    this.shown = manager.token();
    HttpClientOptions options = new HttpClientOptions().setConnectTimeout((int) CONNECT.toMillis());
    // Registration, heartbeat and completion all go to the Manager, so one client serves all.
    network.proxyFor(manager.url()).map(ManagerApi::proxy).ifPresent(options::setProxyOptions);
    network.authorities().map(TrustOptions::wrap).ifPresent(options::setTrustOptions);
    this.client = vertx.createHttpClient(options);
  }

  private static ProxyOptions proxy(ProxyServer server) {
    return new ProxyOptions()
        .setHost(server.host())
        .setPort(server.port())
        .setUsername(server.user().orElse(null))
        .setPassword(server.password().map(Secret::value).orElse(null));
  }

  void close() {
    client.close();
  }

  Future<Answer> register(boolean available) {
    JsonObject body =
        new JsonObject()
            .put("id", instance.runnerId())
            .put("url", instance.advertisedUrl().toString())
            .put("task_types", instance.taskTypes().stream().map(TaskType::wireName).toList())
            .put("availability", availability(available));
    return call(HttpMethod.POST, "/runner/register", body.toBuffer());
  }

  Future<Answer> heartbeat(boolean available) {
    String id = URLEncoder.encode(instance.runnerId(), StandardCharsets.UTF_8).replace("+", "%20");
    return call(
        HttpMethod.POST,
        "/runner/heartbeat/" + id,
        new JsonObject().put("availability", availability(available)).toBuffer());
  }

  /** Whether the Manager is healthy; Managers of the same version use different health paths. */
  Future<Boolean> healthy() {
    return call(HttpMethod.GET, healthPath, Buffer.buffer())
        .compose(
            answer -> {
              if (answer.status() != 404) {
                return Future.succeededFuture(isHealthy(answer));
              }
              String other = healthPath.equals("/api/health") ? "/manager/health" : "/api/health";
              return call(HttpMethod.GET, other, Buffer.buffer())
                  .map(
                      second -> {
                        if (second.status() != 404) {
                          healthPath = other;
                        }
                        return isHealthy(second);
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
  Future<Answer> complete(URI target, String body, String key) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(target.toString())
            .putHeader("Idempotency-Key", key);
    return send(options, Buffer.buffer(body), COMPLETION_ANSWER);
  }

  private Future<Answer> call(HttpMethod method, String path, Buffer body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setAbsoluteURI(manager.url() + path)
            .putHeader("X-Runner-Version", version.current());
    return send(options, body, ANSWER);
  }

  /** With the token that the Manager took last; with the other one if it refuses that. */
  private Future<Answer> send(RequestOptions options, Buffer body, Duration limit) {
    options.putHeader("User-Agent", "MediaRunner").putHeader("Accept", "application/json");
    if (body.length() > 0) {
      options.putHeader("Content-Type", "application/json");
    }
    Secret first = shown;
    return send(first, options, body, limit)
        .compose(
            answer -> {
              Optional<Secret> other =
                  manager.acceptedTokens().stream().filter(t -> !t.equals(first)).findFirst();
              return REFUSALS_OF_TOKEN.contains(answer.status()) && other.isPresent()
                  ? send(other.get(), options, body, limit)
                      .map(second -> settled(answer, second, other.get()))
                  : Future.succeededFuture(answer);
            });
  }

  private Answer settled(Answer first, Answer second, Secret other) {
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

  private Future<Answer> send(Secret token, RequestOptions options, Buffer body, Duration limit) {
    RequestOptions own =
        new RequestOptions(options).putHeader("Authorization", "Bearer " + token.value());
    return BoundedCall.send(vertx, client, own, body, limit);
  }

  private static boolean isHealthy(Answer answer) {
    try {
      return answer.status() == 200
          && "healthy".equals(new JsonObject(answer.body()).getString("status"));
    } catch (RuntimeException e) {
      return false; // not JSON: not a Manager
    }
  }

  private static String availability(boolean available) {
    return available ? "available" : "busy";
  }
}
