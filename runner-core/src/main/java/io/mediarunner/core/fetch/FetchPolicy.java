package io.mediarunner.core.fetch;

import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.net.ClosedPlaces;
import io.mediarunner.core.net.InvalidUrlException;
import io.mediarunner.core.net.OutboundRules;
import io.mediarunner.core.net.UrlHost;
import io.mediarunner.core.net.WebUrl;
import io.mediarunner.core.text.Quoted;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Which URLs may be downloaded. Host names are checked on request, addresses in the very lookup
 * that the connection uses, so that a name cannot change its address between check and use.
 */
final class FetchPolicy implements DnsResolver {
  private final OutboundRules rules;
  private final Set<String> proxies;

  /**
   * @param proxies {@link #place} of each proxy that the settings name: not judged. What a proxy
   *     connects to is up to the proxy.
   * @param closed what nothing is ever fetched from, whatever the settings say
   */
  FetchPolicy(DownloadConfig config, Set<String> proxies, ClosedPlaces closed) {
    this.rules = new OutboundRules(config.allowedHosts(), config.allowPrivateNetworks(), closed);
    this.proxies = Set.copyOf(proxies);
  }

  /**
   * The address as one that may be fetched.
   *
   * @throws TaskFailedException {@code SOURCE_URL_INVALID} if it is not http(s), has no host or is
   *     not on the list
   */
  WebUrl check(String url) throws TaskFailedException {
    try {
      return checked(WebUrl.parse(url));
    } catch (InvalidUrlException e) {
      throw refused(String.format(Locale.ROOT, "The source address %s.", e.getMessage()));
    }
  }

  /**
   * A redirect's target, under the same rules.
   *
   * @param location absolute or relative, as the header has it
   */
  WebUrl redirect(WebUrl from, String location) throws TaskFailedException {
    try {
      return checked(from.resolve(asSent(location)));
    } catch (InvalidUrlException e) {
      throw refused("The source address redirects to something that is not a web address.");
    }
  }

  /** Headers are read as Latin-1; servers that send accents in them mostly mean UTF-8. */
  private static String asSent(String header) {
    byte[] octets = header.getBytes(StandardCharsets.ISO_8859_1);
    boolean latin = header.chars().allMatch(c -> c <= 0xff);
    try {
      return latin
          ? StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString()
          : header;
    } catch (CharacterCodingException e) {
      return header;
    }
  }

  private WebUrl checked(WebUrl url) throws TaskFailedException {
    if (!rules.lists(url.host())) {
      throw refused(
          String.format(
              Locale.ROOT,
              "The host %s is not in this runner's DOWNLOAD_ALLOWED_HOSTS.",
              Quoted.of(url.host())));
    }
    Optional<String> barred = rules.why(url).map(FetchPolicy::sentence);
    if (barred.isPresent()) {
      throw refused(barred.get());
    }
    return url;
  }

  private static String sentence(ClosedPlaces.Reason reason) {
    return reason == ClosedPlaces.Reason.PRIVATE
        ? BarredAddressException.PRIVATE
        : "The source address is " + reason.what() + "; no download may reach that.";
  }

  private static TaskFailedException refused(String message) {
    return new TaskFailedException(FailureCode.SOURCE_URL_INVALID, message);
  }

  /** A host and a port as one text. */
  static String place(String host, int port) {
    return host.toLowerCase(Locale.ROOT) + ":" + port;
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    InetAddress[] addresses = lookUp(host);
    if (!proxies.contains(place(host, port))) {
      for (InetAddress address : addresses) {
        judge(address, port);
      }
    }
    return Arrays.stream(addresses).map(address -> new InetSocketAddress(address, port)).toList();
  }

  /** The client hands over international names with their accents. */
  private static InetAddress[] lookUp(String host) throws UnknownHostException {
    return InetAddress.getAllByName(UrlHost.normalOrAsWritten(host));
  }

  private void judge(InetAddress address, int port) throws BarredAddressException {
    Optional<ClosedPlaces.Reason> barred = rules.why(address, port);
    if (barred.isPresent()) {
      throw new BarredAddressException(sentence(barred.get()));
    }
  }

  /** Not called: the port decides too. */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = lookUp(host);
    for (InetAddress address : addresses) {
      judge(address, -1);
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /** The host is, or also is, where no download may go; the message is a sentence for people. */
  static final class BarredAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;
    private static final String PRIVATE =
        "The source URL points to a private network, which this runner may not access (DOWNLOAD_ALLOW_PRIVATE_NETWORKS).";

    BarredAddressException(String message) {
      super(message);
    }
  }
}
