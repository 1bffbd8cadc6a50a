package io.mediarunner.core.fetch;

import io.mediarunner.core.config.ProxyServer;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.net.Network;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.CredentialsProvider;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Routes downloads through the proxy configured for their URL. */
final class ProxyRoutes extends DefaultRoutePlanner {
  private final Network network;

  ProxyRoutes(Network network) {
    super(null);
    this.network = network;
  }

  @Override
  protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
    return network
        .proxyFor(URI.create(target.toURI()))
        .map(proxy -> new HttpHost(proxy.host(), proxy.port()))
        .orElse(null);
  }

  /** Names of the proxies, which may well be in a private network. Lower case. */
  static Set<String> hosts(Network network) {
    return proxies(network)
        .map(proxy -> proxy.host().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  static CredentialsProvider credentials(Network network) {
    BasicCredentialsProvider logins = new BasicCredentialsProvider();
    proxies(network)
        .filter(proxy -> proxy.user().isPresent())
        .forEach(
            proxy ->
                logins.setCredentials(
                    new AuthScope(proxy.host(), proxy.port()),
                    new UsernamePasswordCredentials(
                        proxy.user().get(),
                        proxy.password().map(Secret::value).orElse("").toCharArray())));
    return logins;
  }

  private static Stream<ProxyServer> proxies(Network network) {
    return Stream.of(false, true).flatMap(https -> network.proxy(https).stream());
  }
}
