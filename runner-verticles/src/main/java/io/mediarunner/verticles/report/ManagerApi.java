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
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The Manager's HTTP interface, as one instance calls it. Lives on the instance's event loop. */
final class ManagerApi {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** The Manager notifies its client first, which may take 20 s. */
  private static final Duration COMPLETION_ANSWER = Duration.ofSeconds(35);

  private final InstanceConfig instance;
  private final ManagerConfig manager;
  private final ManagerVersion version;
  private final WebClient client;
  private String healthPath = "/api/health";

  /**
   * The Manager's response.
   *
   * @param status HTTP status
   * @param body text, possibly empty
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
    WebClientOptions options = new WebClientOptions();
    options
        .setUserAgent("MediaRunner")
        .setConnectTimeout((int) CONNECT.toMillis())
        .setFollowRedirects(false);
    // Registration, heartbeat and completion all go to the Manager, so one client serves all.
    network.proxyFor(manager.url()).map(ManagerApi::proxy).ifPresent(options::setProxyOptions);
    network.authorities().map(TrustOptions::wrap).ifPresent(options::setTrustOptions);
    this.client = WebClient.create(vertx, options);
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

  /**
   * @param types that are offered now
   */
  Future<Answer> register(boolean available, List<TaskType> types) {
    JsonObject body =
        new JsonObject()
            .put("id", instance.runnerId())
            .put("url", instance.advertisedUrl().toString())
            .put("task_types", types.stream().map(TaskType::wireName).toList())
            .put("availability", availability(available));
    return send(request(HttpMethod.POST, "/runner/register"), body);
  }

  Future<Answer> heartbeat(boolean available) {
    String id = URLEncoder.encode(instance.runnerId(), StandardCharsets.UTF_8).replace("+", "%20");
    return send(
        request(HttpMethod.POST, "/runner/heartbeat/" + id),
        new JsonObject().put("availability", availability(available)));
  }

  /** Whether the Manager is healthy; Managers of the same version use different health paths. */
  Future<Boolean> healthy() {
    return request(HttpMethod.GET, healthPath)
        .send()
        .compose(
            response -> {
              if (response.statusCode() != 404) {
                return Future.succeededFuture(isHealthy(response));
              }
              String other = healthPath.equals("/api/health") ? "/manager/health" : "/api/health";
              return request(HttpMethod.GET, other)
                  .send()
                  .map(
                      second -> {
                        if (second.statusCode() != 404) {
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
    return client
        .requestAbs(HttpMethod.POST, target.toString())
        .timeout(COMPLETION_ANSWER.toMillis())
        .putHeader("Accept", "application/json")
        .putHeader("Authorization", "Bearer " + manager.token().value())
        .putHeader("Content-Type", "application/json")
        .putHeader("Idempotency-Key", key)
        .sendBuffer(Buffer.buffer(body))
        .map(ManagerApi::answer);
  }

  private HttpRequest<Buffer> request(HttpMethod method, String path) {
    return client
        .requestAbs(method, manager.url() + path)
        .timeout(ANSWER.toMillis())
        .putHeader("Accept", "application/json")
        .putHeader("Authorization", "Bearer " + manager.token().value())
        .putHeader("X-Runner-Version", version.current());
  }

  private static Future<Answer> send(HttpRequest<Buffer> request, JsonObject body) {
    return request
        .putHeader("Content-Type", "application/json")
        .sendBuffer(body.toBuffer())
        .map(ManagerApi::answer);
  }

  private static boolean isHealthy(HttpResponse<Buffer> response) {
    try {
      return response.statusCode() == 200
          && "healthy".equals(response.bodyAsJsonObject().getString("status"));
    } catch (RuntimeException e) {
      return false; // not JSON: not a Manager
    }
  }

  private static Answer answer(HttpResponse<Buffer> response) {
    String body = response.bodyAsString();
    return new Answer(response.statusCode(), body == null ? "" : body);
  }

  private static String availability(boolean available) {
    return available ? "available" : "busy";
  }
}
