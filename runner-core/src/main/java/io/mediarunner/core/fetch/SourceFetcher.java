package io.mediarunner.core.fetch;

import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.net.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;

/** Downloads sources under one policy. One for the whole runner; any thread. */
public final class SourceFetcher implements AutoCloseable {
  private final CloseableHttpClient client;
  private final FetchPolicy policy;
  private final DownloadConfig config;
  private final FetchTimings timings;

  public SourceFetcher(DownloadConfig config, Network network, FetchTimings timings) {
    this.config = config;
    this.timings = timings;
    this.policy = new FetchPolicy(config, ProxyRoutes.hosts(network));
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(policy)
                    .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls(network)))
                    .setMaxConnTotal(64)
                    .setMaxConnPerRoute(64)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(timings.connect().toMillis(), TimeUnit.MILLISECONDS)
                            .setSocketTimeout(
                                (int) timings.silence().toMillis(), TimeUnit.MILLISECONDS)
                            .build())
                    .build())
            .setRoutePlanner(new ProxyRoutes(network))
            .setDefaultCredentialsProvider(ProxyRoutes.credentials(network))
            // Each hop goes through the policy and every byte is counted, so nothing is automatic.
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableContentCompression()
            .disableCookieManagement()
            .setUserAgent("MediaRunner")
            .build();
  }

  private static SSLContext tls(Network network) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          null, network.authorities().map(own -> new TrustManager[] {own}).orElse(null), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /**
   * Prepares a download; {@link Download#run} does it.
   *
   * @param url as the Manager gave it, unchecked
   * @param folder for the file; must exist
   * @param listener notified as bytes arrive, on the downloading thread
   */
  public Download prepare(String url, Path folder, Download.Listener listener) {
    return new Download(client, policy, config.maxBytes(), timings, url, folder, listener);
  }

  /**
   * Prepares the download of an additional file, such as a logo.
   *
   * @param maxBytes largest size; 0 = no limit
   * @param listener notified as bytes arrive, on the downloading thread
   */
  public Download prepareAsset(String url, Path folder, long maxBytes, Download.Listener listener) {
    return new Download(client, policy, maxBytes, timings, url, folder, listener);
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
