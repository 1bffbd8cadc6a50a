package io.mediarunner.core.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * An HTTP proxy.
 *
 * @param host its name or address
 * @param port TCP port, 1 to 65535
 * @param user name to log in with; empty = no login
 * @param password that goes with it
 */
public record ProxyServer(String host, int port, Optional<String> user, Optional<Secret> password) {
  private static final int USUAL_PORT = 80;

  /**
   * @throws NullPointerException if a component is null
   */
  public ProxyServer {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
  }

  /**
   * Reads {@code http://user:password@host:port}; all but the host is optional.
   *
   * @return empty if it is not the address of an HTTP proxy
   */
  public static Optional<ProxyServer> parse(Secret address) {
    String text = address.value().strip();
    try {
      URI uri = new URI(text.contains("://") ? text : "http://" + text);
      boolean http = "http".equalsIgnoreCase(uri.getScheme());
      if (!http || uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
        return Optional.empty();
      }
      String[] login =
          uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
      return Optional.of(
          new ProxyServer(
              uri.getHost(),
              uri.getPort() < 0 ? USUAL_PORT : uri.getPort(),
              login.length > 0 ? Optional.of(decode(login[0])) : Optional.empty(),
              login.length > 1 ? Optional.of(new Secret(decode(login[1]))) : Optional.empty()));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String decode(String raw) {
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
