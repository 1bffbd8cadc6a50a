package io.mediarunner.verticles.manager;

import io.mediarunner.core.net.ClosedPlaces;
import io.mediarunner.core.net.OutboundRules;
import io.mediarunner.core.net.UrlHost;
import io.mediarunner.core.net.WebUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where callbacks may go, by the rules of sources. What an address says is judged when a task is
 * given; what its name resolves to, when one is sent. Any thread.
 */
final class NotifyPolicy {
  private final OutboundRules rules;

  NotifyPolicy(OutboundRules rules) {
    this.rules = Objects.requireNonNull(rules, "rules");
  }

  /** Whether the host is one of those that the settings list. */
  boolean isListed(WebUrl url) {
    return rules.lists(url.host()) && (rules.allowsPrivateNetworks() || !isLocalhost(url));
  }

  /**
   * What is wrong with an address, without a lookup.
   *
   * @return completes "notify_url must not point to …"; empty if nothing is
   */
  Optional<String> refusal(WebUrl url) {
    Optional<ClosedPlaces.Reason> barred =
        isLocalhost(url) ? rules.why(InetAddress.getLoopbackAddress(), url.port()) : rules.why(url);
    return barred
        .filter(reason -> reason != ClosedPlaces.Reason.PRIVATE)
        .map(ClosedPlaces.Reason::what);
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
    Optional<ClosedPlaces.Reason> barred = rules.why(address, port);
    if (barred.isPresent()) {
      boolean byDefault = barred.get() == ClosedPlaces.Reason.PRIVATE;
      throw new UnknownHostException(
          "it leads to "
              + barred.get().what()
              + (byDefault ? " (DOWNLOAD_ALLOW_PRIVATE_NETWORKS)" : ""));
    }
  }

  private static boolean isLocalhost(WebUrl url) {
    return url.host().equals("localhost") || url.host().endsWith(".localhost");
  }
}
