package io.mediarunner.core.net;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the runner never contacts because an address from outside names it: link-local addresses and
 * metadata services of clouds, its own ports, and the Manager. By name and by address; the latter
 * is asked in the very lookup that a connection uses, so that a name cannot change its address
 * between check and use.
 */
public final class ClosedPlaces {
  /** For a process that neither listens nor has a Manager. */
  public static final ClosedPlaces INTERNAL = new ClosedPlaces(Set.of(), Optional.empty());

  /** They answer with a virtual machine's own passwords, also where only a proxy knows them. */
  private static final Set<String> METADATA_NAMES =
      Set.of("metadata.google.internal", "metadata.goog", "instance-data.ec2.internal");

  private final Set<Integer> ownPorts;
  private final Optional<WebUrl> manager;

  /** Why a place is closed. */
  public enum Reason {
    INTERNAL("a link-local address or a cloud's metadata service"),
    OWN_PORT("the runner itself"),
    MANAGER("the Manager"),
    /** By {@link OutboundRules} only. */
    PRIVATE("a private network");

    private final String what;

    Reason(String what) {
      this.what = what;
    }

    /** What it is, as part of a sentence. */
    public String what() {
      return what;
    }
  }

  /**
   * @param ownPorts that this process listens on
   * @param manager its address, perhaps with a path
   */
  public ClosedPlaces(Set<Integer> ownPorts, Optional<URI> manager) {
    this.ownPorts = Set.copyOf(ownPorts);
    this.manager = manager.flatMap(ClosedPlaces::parse);
  }

  private static Optional<WebUrl> parse(URI address) {
    try {
      return Optional.of(WebUrl.parse(address.toString()));
    } catch (InvalidUrlException e) {
      return Optional.empty();
    }
  }

  /** Judges an address by what it says. Asks a name server only where the Manager may be meant. */
  public Optional<Reason> why(WebUrl url) {
    Objects.requireNonNull(url, "url");
    if (METADATA_NAMES.contains(url.host())) {
      return Optional.of(Reason.INTERNAL);
    }
    Optional<InetAddress> literal = UrlHost.address(url.host());
    Optional<Reason> barred = literal.flatMap(address -> why(address, url.port()));
    return barred.isEmpty() && manager.filter(m -> isUnder(url, m)).isPresent()
        ? Optional.of(Reason.MANAGER)
        : barred;
  }

  /**
   * Whether it is the Manager's address or below. Many hosts share a web server's usual ports, so
   * there a name is another host unless it is the Manager's, or a bare address.
   */
  private static boolean isUnder(WebUrl url, WebUrl manager) {
    boolean there =
        url.port() == manager.port()
            && (url.host().equals(manager.host())
                || (sharesNothing(url, manager) && sameMachine(url.host(), manager.host())));
    return there && (hasNoPath(manager) || isBelow(url.plainPath(), manager.plainPath()));
  }

  private static boolean sharesNothing(WebUrl url, WebUrl manager) {
    return UrlHost.address(url.host()).isPresent() || !isShared(manager);
  }

  private static boolean isShared(WebUrl manager) {
    return manager.port() == 80 || manager.port() == 443;
  }

  private static boolean hasNoPath(WebUrl manager) {
    return manager.path().equals("/");
  }

  private static boolean isBelow(String path, String prefix) {
    return path.equals(prefix) || path.startsWith(prefix + "/");
  }

  /** Judges what a name resolved to. */
  public Optional<Reason> why(InetAddress address, int port) {
    if (PublicAddress.isInternal(address)) {
      return Optional.of(Reason.INTERNAL);
    }
    if (ownPorts.contains(port) && PublicAddress.isThisMachine(address)) {
      return Optional.of(Reason.OWN_PORT);
    }
    boolean wholly =
        manager.filter(m -> m.port() == port && hasNoPath(m) && !isShared(m)).isPresent();
    return wholly && sameMachine(List.of(address), lookUp(manager.get().host()))
        ? Optional.of(Reason.MANAGER)
        : Optional.empty();
  }

  private static boolean sameMachine(String one, String other) {
    return sameMachine(lookUp(one), lookUp(other));
  }

  private static boolean sameMachine(List<InetAddress> some, List<InetAddress> others) {
    return some.stream().anyMatch(others::contains)
        || (some.stream().anyMatch(PublicAddress::isThisMachine)
            && others.stream().anyMatch(PublicAddress::isThisMachine));
  }

  private static List<InetAddress> lookUp(String host) {
    try {
      return Arrays.asList(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }
}
