package io.mediarunner.core.fetch;

import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.net.AnswerLimits;
import io.mediarunner.core.net.ClosedPlaces;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.net.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;

/** Downloads sources under one policy. One for the whole runner; any thread. */
public final class SourceFetcher implements AutoCloseable {
  private final FetchTools tools;
  private final DownloadConfig config;

  /** For a process that listens on no port. */
  public SourceFetcher(DownloadConfig config, Network network, FetchTimings timings) {
    this(config, network, timings, ClosedPlaces.INTERNAL);
  }

  /**
   * @param closed what no download reaches
   */
  public SourceFetcher(
      DownloadConfig config, Network network, FetchTimings timings, ClosedPlaces closed) {
    this(config, network, timings, closed, LocalFiles.NONE);
  }

  /** For a person at the command line, whose files are sources too. */
  public SourceFetcher(
      DownloadConfig config, Network network, FetchTimings timings, LocalFiles local) {
    this(config, network, timings, ClosedPlaces.INTERNAL, local);
  }

  private SourceFetcher(
      DownloadConfig config,
      Network network,
      FetchTimings timings,
      ClosedPlaces closed,
      LocalFiles local) {
    this.config = config;
    FetchPolicy policy = new FetchPolicy(config, ProxyRoutes.places(network), closed);
    this.tools =
        new FetchTools(
            client(policy, network, timings),
            policy,
            local,
            timings,
            config.longest(),
            network,
            new Watchdog());
  }

  private static CloseableHttpClient client(
      FetchPolicy policy, Network network, FetchTimings timings) {
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(policy)
                .setConnectionFactory(
                    ManagedHttpClientConnectionFactory.builder()
                        .http1Config(AnswerLimits.http1())
                        .build())
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls(network)))
                .setMaxConnTotal(64)
                .setMaxConnPerRoute(64)
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(timings.connect().toMillis(), TimeUnit.MILLISECONDS)
                        .setSocketTimeout((int) timings.silence().toMillis(), TimeUnit.MILLISECONDS)
                        .build())
                .build())
        // A kept connection that its server has closed meanwhile would cost a try.
        .setConnectionReuseStrategy((request, response, context) -> false)
        .setRequestExecutor(AnswerLimits.executor())
        .addRequestInterceptorLast(ProxyRoutes::nameTarget)
        .setRoutePlanner(new ProxyRoutes(network))
        .setDefaultCredentialsProvider(ProxyRoutes.credentials(network))
        // Each hop goes through the policy and every byte is counted, so nothing is automatic.
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableContentCompression()
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
    return new Download(tools, SizeLimit.of(config.maxBytes()), url, folder, listener);
  }

  /**
   * Prepares the download of a source that is of a kind of its own, such as a description.
   *
   * @param maxBytes largest size; the setting's limit counts too
   * @param tooLarge what a larger one fails with
   */
  public Download prepare(
      String url, Path folder, long maxBytes, Failure tooLarge, Download.Listener listener) {
    boolean narrower = config.maxBytes() == 0 || maxBytes <= config.maxBytes();
    return new Download(
        tools,
        narrower ? new SizeLimit(maxBytes, Optional.of(tooLarge)) : SizeLimit.of(config.maxBytes()),
        url,
        folder,
        listener);
  }

  /**
   * Prepares the download of an additional file, such as a logo.
   *
   * @param maxBytes largest size; 0 = no limit
   * @param listener notified as bytes arrive, on the downloading thread
   */
  public Download prepareAsset(String url, Path folder, long maxBytes, Download.Listener listener) {
    return new Download(tools, SizeLimit.of(maxBytes), url, folder, listener);
  }

  /**
   * Prepares the download of something that may want a token.
   *
   * @param maxBytes largest size
   * @param tooLarge what a larger one fails with
   * @param token sent as bearer token to the server of the URL, and to no other behind a redirect
   */
  public Download prepare(
      String url,
      Path folder,
      long maxBytes,
      Failure tooLarge,
      Optional<Secret> token,
      Download.Listener listener) {
    SizeLimit limit = new SizeLimit(maxBytes, Optional.of(tooLarge));
    return new Download(tools, limit, url, folder, token, listener);
  }

  @Override
  public void close() {
    tools.watchdog().close();
    try {
      tools.client().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
