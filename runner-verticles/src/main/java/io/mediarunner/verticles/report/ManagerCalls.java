package io.mediarunner.verticles.report;

import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.config.ProxyServer;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.net.Network;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;

/**
 * Sends requests to the Manager. How many connections there are is bounded here, each call by
 * {@link BoundedCall}. Instances that name the same Manager share the connections, so that
 * heartbeats one after the other reuse one.
 */
final class ManagerCalls {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final String USER_AGENT = "MediaRunner";
  private final Vertx vertx;
  private final HttpClient client;

  /**
   * @param purpose names the pool; calls that may take long have one of their own
   * @param connections at most; further calls wait for one
   */
  ManagerCalls(
      Vertx vertx, ManagerConfig manager, Network network, String purpose, int connections) {
    this.vertx = vertx;
    HttpClientOptions options = new HttpClientOptions();
    options
        .setShared(true)
        .setName(purpose + " " + manager.url())
        .setConnectTimeout((int) CONNECT.toMillis());
    network.proxyFor(manager.url()).map(ManagerCalls::proxy).ifPresent(options::setProxyOptions);
    network.authorities().map(TrustOptions::wrap).ifPresent(options::setTrustOptions);
    this.client =
        vertx
            .httpClientBuilder()
            .with(options)
            .with(new PoolOptions().setHttp1MaxSize(connections).setEventLoopSize(1))
            .build();
  }

  private static ProxyOptions proxy(ProxyServer server) {
    return new ProxyOptions()
        .setHost(server.host())
        .setPort(server.port())
        .setUsername(server.user().orElse(null))
        .setPassword(server.password().map(Secret::value).orElse(null));
  }

  /** Closes its share of the connections. */
  void close() {
    client.close();
  }

  /**
   * Sends one request; follows no redirect.
   *
   * @param url absolute
   * @param limit for everything, from the wait for a connection to the last byte
   * @param body may be empty
   * @return fails if there is no complete response in time. Of a response above 64 KiB, the rest is
   *     cut off
   */
  Future<ManagerAnswer> send(
      HttpMethod method, String url, Duration limit, MultiMap headers, Buffer body) {
    headers.set(HttpHeaders.USER_AGENT, USER_AGENT);
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setAbsoluteURI(url)
            .setConnectTimeout(limit.toMillis())
            .setHeaders(headers);
    return BoundedCall.send(vertx, client, options, body, limit);
  }
}
