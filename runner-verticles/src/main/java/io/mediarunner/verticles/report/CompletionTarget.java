package io.mediarunner.verticles.report;

import io.mediarunner.core.net.InvalidUrlException;
import io.mediarunner.core.net.WebUrl;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Where a completion really goes. The callback is what the Manager believes its own address to be,
 * which may be {@code 0.0.0.0}; and the token must go only to the Manager.
 */
final class CompletionTarget {
  private static final String PATH = "/task/completion";
  private static final Set<String> UNSPECIFIED = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

  private CompletionTarget() {}

  /**
   * @param callback as the Manager gave it
   * @param manager the configured address of the Manager
   * @return empty if the callback belongs to somebody else, or is not a URL
   */
  static Optional<URI> of(String callback, URI manager) {
    WebUrl url;
    WebUrl home;
    try {
      url = WebUrl.parse(callback);
      home = WebUrl.parse(manager.toString());
    } catch (InvalidUrlException e) {
      return Optional.empty();
    }
    if (sameOrigin(url, home)) {
      return Optional.of(URI.create(root(home) + url.target()));
    }
    // Another name of the Manager: use its known route.
    return url.path().endsWith(PATH) ? Optional.of(URI.create(manager + PATH)) : Optional.empty();
  }

  private static boolean sameOrigin(WebUrl callback, WebUrl manager) {
    boolean sameHost =
        callback.host().equals(manager.host())
            || UNSPECIFIED.contains(callback.host())
            || (LOOPBACK.contains(callback.host()) && LOOPBACK.contains(manager.host()));
    return sameHost
        && callback.scheme().equals(manager.scheme())
        && callback.port() == manager.port();
  }

  private static String root(WebUrl manager) {
    return manager.scheme() + "://" + manager.authority();
  }
}
