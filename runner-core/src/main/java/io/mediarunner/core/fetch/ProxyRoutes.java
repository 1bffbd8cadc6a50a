package io.mediarunner.core.fetch;

import io.mediarunner.core.config.ProxyServer;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.net.WebUrl;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.CredentialsProvider;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Routes downloads through the proxy configured for their URL. */
final class ProxyRoutes extends DefaultRoutePlanner {
  private static final String ADDRESS = "io.mediarunner.address";

  private final Network network;

  ProxyRoutes(Network network) {
    super(null);
    this.network = network;
  }

  @Override
  protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
    return network
        .proxyFor("https".equalsIgnoreCase(target.getSchemeName()), target.getHostName())
        .map(proxy -> new HttpHost(proxy.host(), proxy.port()))
        .orElse(null);
  }

  /** Notes what is asked for, for {@link #nameTarget}. */
  static void noteAddress(HttpContext context, WebUrl address) {
    context.setAttribute(ADDRESS, address);
  }

  /**
   * Writes the whole address that a proxy is asked for: the client's own text of it has IPv6
   * without brackets and international names with their accents.
   */
  static void nameTarget(HttpRequest request, EntityDetails entity, HttpContext context) {
    boolean whole = request.getRequestUri().startsWith("http://");
    if (whole
        && request instanceof BasicHttpRequest asked
        && context.getAttribute(ADDRESS) instanceof WebUrl address) {
      asked.setAbsoluteRequestUri(false);
      asked.setPath("http://" + address.authority() + address.target());
    }
  }

  /** {@code host:port} of the proxies, which may well be in a private network. Lower case. */
  static Set<String> places(Network network) {
    return proxies(network)
        .map(proxy -> FetchPolicy.place(proxy.host(), proxy.port()))
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
