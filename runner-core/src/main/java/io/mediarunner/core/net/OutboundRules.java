package io.mediarunner.core.net;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which hosts may be contacted because a text from outside names them: those that an operator
 * lists, at public addresses unless private ones are allowed, and never {@link ClosedPlaces}. A
 * host is judged on request, an address in the very lookup that the connection uses, so that a name
 * cannot change its address between check and use. Any thread.
 */
public final class OutboundRules {
  private final List<String> hosts;
  private final boolean privateNetworks;
  private final ClosedPlaces closed;

  /**
   * @param hosts names that are allowed with their subdomains, as an operator writes them; empty =
   *     any
   * @param privateNetworks whether addresses may be private ones
   * @param closed what is never contacted, whatever the settings say
   */
  public OutboundRules(List<String> hosts, boolean privateNetworks, ClosedPlaces closed) {
    this.hosts = hosts.stream().map(UrlHost::normalOrAsWritten).distinct().toList();
    this.privateNetworks = privateNetworks;
    this.closed = Objects.requireNonNull(closed, "closed");
  }

  /** Whether the host is listed, or a subdomain of one that is. */
  public boolean lists(String host) {
    return hosts.isEmpty()
        || hosts.stream().anyMatch(listed -> host.equals(listed) || host.endsWith("." + listed));
  }

  /** Whether private addresses may be contacted. */
  public boolean allowsPrivateNetworks() {
    return privateNetworks;
  }

  /** Judges an address by what it says; see {@link ClosedPlaces#why(WebUrl)}. */
  public Optional<ClosedPlaces.Reason> why(WebUrl url) {
    return closed.why(url);
  }

  /** Judges what a name resolved to. */
  public Optional<ClosedPlaces.Reason> why(InetAddress address, int port) {
    Optional<ClosedPlaces.Reason> barred = closed.why(address, port);
    return barred.isEmpty() && !privateNetworks && !PublicAddress.is(address)
        ? Optional.of(ClosedPlaces.Reason.PRIVATE)
        : barred;
  }
}
