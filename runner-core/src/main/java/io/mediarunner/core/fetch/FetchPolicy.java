package io.mediarunner.core.fetch;

import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Which URLs may be downloaded. Host names are checked on request, addresses in the very lookup
 * that the connection uses, so that a name cannot change its address between check and use.
 */
final class FetchPolicy implements DnsResolver {
  private final List<String> allowedHosts;
  private final boolean allowPrivateNetworks;

  private final Set<String> proxyHosts;

  /**
   * @param proxyHosts lower-case names from the settings, which are not checked. What a proxy
   *     connects to is up to the proxy.
   */
  FetchPolicy(DownloadConfig config, Set<String> proxyHosts) {
    this.allowedHosts = config.allowedHosts();
    this.allowPrivateNetworks = config.allowPrivateNetworks();
    this.proxyHosts = Set.copyOf(proxyHosts);
  }

  /**
   * The URL as a URI that may be downloaded.
   *
   * @throws TaskFailedException {@code SOURCE_URL_INVALID} if it is not http(s), has no host or is
   *     not on the list
   */
  URI check(String url) throws TaskFailedException {
    URI uri;
    try {
      // Spaces and accents in paths are common and unambiguous: encode what RFC 3986 forbids.
      uri = new URI(encodeIllegal(url.strip())).normalize();
    } catch (URISyntaxException e) {
      throw refused("The source URL is not valid.");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw refused("The source URL must start with http:// or https://.");
    }
    if (uri.getHost() == null) {
      throw refused("The source URL has no host.");
    }
    if (uri.getUserInfo() != null) {
      throw refused("The source URL must not contain a user name or password.");
    }
    if (!allowed(uri.getHost())) {
      throw refused(
          String.format(
              Locale.ROOT,
              "The host %s is not in this runner's DOWNLOAD_ALLOWED_HOSTS.",
              uri.getHost()));
    }
    return uri;
  }

  /** A redirect's target, absolute or relative, as a legal URI reference. */
  URI reference(String location) throws TaskFailedException {
    try {
      return new URI(encodeIllegal(location.strip()));
    } catch (URISyntaxException e) {
      throw refused("The source URL redirects to an invalid URL.");
    }
  }

  private boolean allowed(String host) {
    String name = host.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
    return allowedHosts.isEmpty()
        || allowedHosts.stream().anyMatch(a -> name.equals(a) || name.endsWith("." + a));
  }

  private static TaskFailedException refused(String message) {
    return new TaskFailedException(FailureCode.SOURCE_URL_INVALID, message);
  }

  private static String encodeIllegal(String url) {
    StringBuilder encoded = new StringBuilder();
    for (int i = 0; i < url.length(); ) {
      int codePoint = url.codePointAt(i);
      i += Character.charCount(codePoint);
      boolean legal = codePoint > 0x20 && codePoint < 0x7f && "\"<>\\^`{|}".indexOf(codePoint) < 0;
      if (legal) {
        encoded.appendCodePoint(codePoint);
      } else {
        for (byte octet :
            Character.toString(codePoint).getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
          encoded.append('%').append(String.format(Locale.ROOT, "%02X", octet & 0xff));
        }
      }
    }
    return encoded.toString();
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = SystemDefaultDnsResolver.INSTANCE.resolve(host);
    boolean free = allowPrivateNetworks || proxyHosts.contains(host.toLowerCase(Locale.ROOT));
    if (!free && !Arrays.stream(addresses).allMatch(PublicAddress::is)) {
      throw new PrivateAddressException(host);
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /** The host has an address in a private network, and those are not allowed. */
  static final class PrivateAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    PrivateAddressException(String host) {
      super(host + " is in a private network");
    }
  }
}
