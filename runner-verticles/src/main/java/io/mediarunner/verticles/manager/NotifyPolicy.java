package io.mediarunner.verticles.manager;

import io.mediarunner.core.net.ClosedPlaces;
import io.mediarunner.core.net.PublicAddress;
import io.mediarunner.core.net.UrlHost;
import io.mediarunner.core.net.WebUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where callbacks may go, by the rules of sources. What an address says is judged when a task is
 * given; what its name resolves to in the lookup that the connection uses, so that a name cannot
 * change its address in between. Any thread.
 */
final class NotifyPolicy {
  private final boolean privateNetworks;
  private final List<String> hosts;
  private final ClosedPlaces closed;

  /**
   * @param privateNetworks whether addresses may be private ones
   * @param hosts that callbacks may go to, with their subdomains; empty = any
   * @param closed where they never go
   */
  NotifyPolicy(boolean privateNetworks, List<String> hosts, ClosedPlaces closed) {
    this.privateNetworks = privateNetworks;
    this.hosts = List.copyOf(hosts);
    this.closed = Objects.requireNonNull(closed, "closed");
  }

  /** Whether the host is one of those that the settings list. */
  boolean isListed(WebUrl url) {
    return (hosts.isEmpty()
            || hosts.stream().anyMatch(h -> url.host().equals(h) || url.host().endsWith("." + h)))
        && (privateNetworks || !isLocalhost(url));
  }

  /**
   * What is wrong with an address, without a lookup.
   *
   * @return completes "notify_url must not point to …"; empty if nothing is
   */
  Optional<String> refusal(WebUrl url) {
    Optional<ClosedPlaces.Reason> barred =
        isLocalhost(url)
            ? closed.why(InetAddress.getLoopbackAddress(), url.port())
            : closed.why(url);
    return barred.map(ClosedPlaces.Reason::what);
  }

  /**
   * For a call through a proxy, which does the lookup.
   *
   * @throws UnknownHostException if nothing may be sent there; the message is for operators
   */
  void check(WebUrl url) throws UnknownHostException {
    if (!isListed(url)) {
      throw new UnknownHostException("its host is not in NOTIFY_ALLOWED_HOSTS, or is private");
    }
    Optional<String> refusal = refusal(url);
    if (refusal.isPresent()) {
      throw new UnknownHostException("it points to " + refusal.get());
    }
    Optional<InetAddress> literal = UrlHost.address(url.host());
    if (literal.isPresent()) {
      check(literal.get(), url.port());
    }
  }

  /**
   * Asks the name server.
   *
   * @return the addresses to connect to, at least one
   * @throws UnknownHostException if there is none, or nothing may be sent to one of them
   */
  List<InetAddress> resolve(WebUrl url) throws UnknownHostException {
    check(url);
    List<InetAddress> addresses = List.of(InetAddress.getAllByName(url.host()));
    for (InetAddress address : addresses) {
      check(address, url.port());
    }
    return addresses;
  }

  private void check(InetAddress address, int port) throws UnknownHostException {
    Optional<ClosedPlaces.Reason> barred = closed.why(address, port);
    if (barred.isPresent()) {
      throw new UnknownHostException("it leads to " + barred.get().what());
    }
    if (!privateNetworks && !PublicAddress.is(address)) {
      throw new UnknownHostException(
          "it leads to a private network (DOWNLOAD_ALLOW_PRIVATE_NETWORKS)");
    }
  }

  private static boolean isLocalhost(WebUrl url) {
    return url.host().equals("localhost") || url.host().endsWith(".localhost");
  }
}
