package io.mediarunner.verticles.manager;

import io.mediarunner.core.net.InvalidUrlException;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.net.WebUrl;
import io.mediarunner.verticles.call.HttpCalls;
import io.mediarunner.verticles.call.HttpReply;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Posts callbacks to where {@link NotifyPolicy} lets them go. Event loops. */
final class NotifyCalls {
  private final Vertx vertx;
  private final Network network;
  private final NotifyPolicy policy;
  private final HttpCalls calls;

  /**
   * @param calls follow no redirect
   */
  NotifyCalls(Vertx vertx, Network network, NotifyPolicy policy, HttpCalls calls) {
    this.vertx = vertx;
    this.network = network;
    this.policy = policy;
    this.calls = calls;
  }

  /**
   * @param limit of the exchange with one address
   * @return fails if nothing may be sent there, or nobody answers
   */
  Future<HttpReply> post(String text, Duration limit, MultiMap headers, Buffer body) {
    WebUrl url;
    try {
      url = WebUrl.parse(text);
    } catch (InvalidUrlException e) {
      return Future.failedFuture("the address " + e.getMessage());
    }
    // As it was judged: another reader of URLs might find another host in the same text.
    String judged = url.scheme() + "://" + url.authority() + url.target();
    if (network.proxyFor(URI.create(judged)).isPresent()) {
      return vertx
          .executeBlocking(
              () -> {
                policy.check(url);
                return judged;
              },
              false)
          .compose(open -> calls.send(HttpMethod.POST, open, limit, headers, body));
    }
    return vertx
        .executeBlocking(() -> policy.resolve(url), false)
        .compose(addresses -> post(url.port(), judged, limit, headers, body, addresses));
  }

  /** The next address is for a host whose first one does not listen. */
  private Future<HttpReply> post(
      int port,
      String url,
      Duration limit,
      MultiMap headers,
      Buffer body,
      List<InetAddress> addresses) {
    InetSocketAddress first = new InetSocketAddress(addresses.get(0), port);
    return calls
        .sendTo(first, HttpMethod.POST, url, limit, headers, body)
        .recover(
            cause ->
                cause instanceof ConnectException && addresses.size() > 1
                    ? post(port, url, limit, headers, body, addresses.subList(1, addresses.size()))
                    : Future.failedFuture(cause));
  }
}
