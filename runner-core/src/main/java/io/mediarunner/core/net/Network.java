package io.mediarunner.core.net;

import io.mediarunner.core.config.ProxyConfig;
import io.mediarunner.core.config.ProxyServer;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.TrustManager;

/** The way to other machines, for downloads and for calls to the Manager alike. */
public final class Network {
  /** Direct connections, trusting Java's own certificate authorities. */
  public static final Network DIRECT = new Network(ProxyConfig.NONE, Optional.empty());

  private final ProxyConfig proxies;
  private final Optional<TrustManager> authorities;

  private Network(ProxyConfig proxies, Optional<TrustManager> authorities) {
    this.proxies = Objects.requireNonNull(proxies, "proxies");
    this.authorities = authorities;
  }

  /**
   * Reads the certificates.
   *
   * @throws IOException if one of them cannot be read; the message names the setting
   */
  public static Network of(ProxyConfig config) throws IOException {
    return new Network(config, TrustedAuthorities.of(config));
  }

  /** The proxy on the way to an http or https address; empty = none. */
  public Optional<ProxyServer> proxyFor(URI address) {
    return proxies.proxyFor(address);
  }

  /** The same, by the parts of the address. */
  public Optional<ProxyServer> proxyFor(boolean secure, String host) {
    return proxies.proxyFor(secure, host);
  }

  /** All proxies of the settings. */
  public Optional<ProxyServer> proxy(boolean https) {
    return https ? proxies.https() : proxies.http();
  }

  /** The setting that says whom to trust, for whoever has to change it. */
  public String authoritiesSetting() {
    return proxies.caFile().isEmpty() && proxies.caDirectory().isPresent()
        ? "SSL_CERT_DIR"
        : "SSL_CERT_FILE";
  }

  /** Authorities to trust instead of Java's own; empty = Java's own. */
  public Optional<TrustManager> authorities() {
    return authorities;
  }
}
