package io.mediarunner.core.fetch;

import io.mediarunner.core.config.DownloadConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;

/** Downloads sources under one policy. One for the whole runner; any thread. */
public final class SourceFetcher implements AutoCloseable {
  private final CloseableHttpClient client;
  private final FetchPolicy policy;
  private final DownloadConfig config;
  private final FetchTimings timings;

  public SourceFetcher(DownloadConfig config, FetchTimings timings) {
    this.config = config;
    this.timings = timings;
    this.policy = new FetchPolicy(config);
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(policy)
                    .setMaxConnTotal(64)
                    .setMaxConnPerRoute(64)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(timings.connect().toMillis(), TimeUnit.MILLISECONDS)
                            .setSocketTimeout(
                                (int) timings.silence().toMillis(), TimeUnit.MILLISECONDS)
                            .build())
                    .build())
            // HTTP_PROXY and the like arrive here as Java's proxy properties.
            .useSystemProperties()
            // Each hop goes through the policy, and every byte is counted: nothing automatic.
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableContentCompression()
            .disableCookieManagement()
            .disableAuthCaching()
            .setUserAgent("MediaRunner")
            .build();
  }

  /**
   * Prepares a download; {@link Download#run} does it.
   *
   * @param url as the Manager gave it, unchecked
   * @param folder that gets the file; must exist
   * @param listener told of bytes as they come, on the downloading thread
   */
  public Download prepare(String url, Path folder, Download.Listener listener) {
    return new Download(client, policy, config.maxBytes(), timings, url, folder, listener);
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
