package io.mediarunner.core.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the runner reaches the network, from the environment variables that other programs honour
 * too.
 *
 * @param http proxy for http addresses
 * @param https proxy for https addresses
 * @param noProxy hosts reached directly, with their subdomains, lower case; {@code *} = all
 * @param caFile PEM file of the authorities to trust
 * @param caDirectory folder of such files
 */
public record ProxyConfig(
    Optional<ProxyServer> http,
    Optional<ProxyServer> https,
    List<String> noProxy,
    Optional<Path> caFile,
    Optional<Path> caDirectory) {
  /** Everything is reached directly, and Java's own authorities are trusted. */
  public static final ProxyConfig NONE =
      new ProxyConfig(
          Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());

  private static final Pattern THIS_MACHINE =
      Pattern.compile("localhost|127(\\.\\d+){3}|\\[?::1\\]?");

  /**
   * @throws NullPointerException if a component is null
   */
  public ProxyConfig {
    Objects.requireNonNull(http, "http");
    Objects.requireNonNull(https, "https");
    noProxy = List.copyOf(noProxy);
    Objects.requireNonNull(caFile, "caFile");
    Objects.requireNonNull(caDirectory, "caDirectory");
  }

  /**
   * The proxy on the way to an address; this machine itself is always reached directly.
   *
   * @param address http or https, with a host
   */
  public Optional<ProxyServer> proxyFor(URI address) {
    return proxyFor("https".equalsIgnoreCase(address.getScheme()), address.getHost());
  }

  /**
   * The same, for a host that {@link URI} does not take for one, such as {@code media_store}.
   *
   * @param secure whether the address is an https address
   */
  public Optional<ProxyServer> proxyFor(boolean secure, String name) {
    String host = name.toLowerCase(Locale.ROOT);
    if (THIS_MACHINE.matcher(host).matches() || noProxy.stream().anyMatch(e -> names(e, host))) {
      return Optional.empty();
    }
    return secure ? https : http;
  }

  private static boolean names(String exception, String host) {
    String name = exception.startsWith(".") ? exception.substring(1) : exception;
    return name.equals("*") || host.equals(name) || host.endsWith("." + name);
  }
}
