package io.mediarunner.verticles.report;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Where a completion really goes. The callback is what the Manager believes its own address to be,
 * which may be {@code 0.0.0.0}; and the token must go only to the Manager.
 */
final class CompletionTarget {
  private static final String PATH = "/task/completion";
  private static final Set<String> UNSPECIFIED = Set.of("0.0.0.0", "[::]", "[0:0:0:0:0:0:0:0]");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private CompletionTarget() {}

  /**
   * @param callback as the Manager gave it
   * @param manager the configured address of the Manager
   * @return empty if the callback belongs to somebody else, or is not a URL
   */
  static Optional<URI> of(String callback, URI manager) {
    URI uri;
    try {
      uri = URI.create(callback.strip());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    String scheme = String.valueOf(uri.getScheme());
    if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      return Optional.empty();
    }
    if (sameOrigin(uri, manager)) {
      return Optional.of(onHost(uri, manager));
    }
    // Another name of the Manager: use its known route.
    return uri.getPath().endsWith(PATH)
        ? Optional.of(URI.create(manager + PATH))
        : Optional.empty();
  }

  private static boolean sameOrigin(URI callback, URI manager) {
    String host = callback.getHost();
    boolean sameHost =
        host.equalsIgnoreCase(manager.getHost())
            || UNSPECIFIED.contains(host)
            || (LOOPBACK.contains(host) && LOOPBACK.contains(manager.getHost()));
    return sameHost
        && callback.getScheme().equals(manager.getScheme())
        && port(callback) == port(manager);
  }

  private static URI onHost(URI callback, URI manager) {
    String query = callback.getRawQuery() == null ? "" : "?" + callback.getRawQuery();
    return URI.create(
        manager.getScheme()
            + "://"
            + manager.getHost()
            + (manager.getPort() < 0 ? "" : ":" + manager.getPort())
            + callback.getRawPath()
            + query);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().equals("https") ? 443 : 80;
  }
}
