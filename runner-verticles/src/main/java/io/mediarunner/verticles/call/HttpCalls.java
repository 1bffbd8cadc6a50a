package io.mediarunner.verticles.call;

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
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;

/**
 * Sends requests. How many connections there are to one server is bounded here, each call by {@link
 * BoundedCall}. Those of one name share the connections, so that calls one after the other reuse
 * one.
 */
public final class HttpCalls {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final String USER_AGENT = "MediaRunner";
  private final Vertx vertx;
  private final Network network;
  private final HttpClient client;

  /**
   * @param name of the pool; calls that may take long have one of their own
   * @param connections to one server at most; further calls wait for one
   */
  public HttpCalls(Vertx vertx, Network network, String name, int connections) {
    this.vertx = vertx;
    this.network = network;
    HttpClientOptions options = new HttpClientOptions();
    options.setShared(true).setName(name).setConnectTimeout((int) CONNECT.toMillis());
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
  public void close() {
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
  public Future<HttpReply> send(
      HttpMethod method, String url, Duration limit, MultiMap headers, Buffer body) {
    return send(method, url, limit, headers, body, BoundedCall.MOST_BYTES);
  }

  /** The same with another limit for the body of the response. */
  public Future<HttpReply> send(
      HttpMethod method, String url, Duration limit, MultiMap headers, Buffer body, int mostBytes) {
    RequestOptions options = options(method, url, limit, headers);
    network.proxyFor(URI.create(url)).map(HttpCalls::proxy).ifPresent(options::setProxyOptions);
    return BoundedCall.send(vertx, client, options, body, limit, mostBytes);
  }

  /**
   * The same by no proxy and without a lookup.
   *
   * @param address to connect to; certificates are still those of the host in the URL
   */
  public Future<HttpReply> sendTo(
      InetSocketAddress address,
      HttpMethod method,
      String url,
      Duration limit,
      MultiMap headers,
      Buffer body) {
    RequestOptions options = options(method, url, limit, headers);
    options.setServer(
        SocketAddress.inetSocketAddress(address.getPort(), address.getAddress().getHostAddress()));
    return BoundedCall.send(vertx, client, options, body, limit, BoundedCall.MOST_BYTES);
  }

  private static RequestOptions options(
      HttpMethod method, String url, Duration limit, MultiMap headers) {
    headers.set(HttpHeaders.USER_AGENT, USER_AGENT);
    return new RequestOptions()
        .setMethod(method)
        .setAbsoluteURI(url)
        .setConnectTimeout(limit.toMillis())
        .setHeaders(headers);
  }
}
