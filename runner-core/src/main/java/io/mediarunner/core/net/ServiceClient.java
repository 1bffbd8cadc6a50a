package io.mediarunner.core.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls services that the settings name, one after the other. Everything about an answer has a
 * bound: its size, its headers, its time. It follows no redirect, so that a key stays with whom it
 * was given to.
 */
public final class ServiceClient implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServiceClient.class);
  private static final Timeout CONNECT = Timeout.ofSeconds(10);

  private final CloseableHttpClient client;
  private final Watchdog watchdog = new Watchdog();
  private final Duration limit;

  /**
   * An answer.
   *
   * @param status HTTP status; redirects are answers too
   * @param body all of it
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  public record Answer(int status, byte[] body) {}

  /**
   * @param limit for one call, from the connection to the answer's last byte
   */
  public ServiceClient(Duration limit) {
    this.limit = limit;
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(new Checked())
                    .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder()
                            .http1Config(AnswerLimits.http1())
                            .build())
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(CONNECT)
                            .setSocketTimeout(Timeout.of(limit))
                            .build())
                    .build())
            .setRequestExecutor(AnswerLimits.executor())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableContentCompression()
            .disableCookieManagement()
            .build();
  }

  /**
   * @param most bytes of the body
   * @throws IOException if there is no answer in time, or it is larger; the connection is cut off
   */
  public Answer call(HttpUriRequestBase request, int most) throws IOException {
    Watchdog.Guard end = watchdog.guard(limit, request::cancel);
    try {
      ClassicHttpResponse response = client.executeOpen(null, request, null);
      try {
        HttpEntity entity = response.getEntity();
        byte[] body = entity == null ? new byte[0] : entity.getContent().readNBytes(most + 1);
        if (body.length > most) {
          throw new IOException(
              String.format(Locale.ROOT, "the answer is larger than %d bytes", most));
        }
        return new Answer(response.getCode(), body);
      } finally {
        breakOff(request, response);
      }
    } finally {
      end.close();
    }
  }

  /** Closing an answer reads the rest of it first, however long that takes. */
  private static void breakOff(HttpUriRequestBase request, ClassicHttpResponse response) {
    request.cancel();
    try {
      response.close();
    } catch (IOException e) {
      log.debug("an answer that was cut off", e);
    }
  }

  @Override
  public void close() {
    watchdog.close();
    try {
      client.close();
    } catch (IOException e) {
      log.debug("closing a client", e);
    }
  }

  /** The addresses that are checked are those that are connected to. */
  private static final class Checked implements DnsResolver {
    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
      InetAddress[] addresses = resolve(host);
      for (InetAddress address : addresses) {
        Optional<ClosedPlaces.Reason> closed = ClosedPlaces.INTERNAL.why(address, port);
        if (closed.isPresent()) {
          throw new UnknownHostException("the service's address is " + closed.get().what());
        }
      }
      return Arrays.stream(addresses).map(a -> new InetSocketAddress(a, port)).toList();
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return InetAddress.getAllByName(UrlHost.normalOrAsWritten(host));
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
