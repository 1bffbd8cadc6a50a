package io.mediarunner.verticles.web;

import io.mediarunner.core.config.TlsConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Objects;
import java.util.Optional;

/**
 * How the servers of this process listen.
 *
 * @param tls the certificate to show; empty for plain HTTP
 */
public record Listening(Optional<TlsConfig> tls, HttpLimits limits) {
  /** How long a client may pause a download, or its reading of anything. */
  private static final int IDLE_SECONDS = 300;

  /** Ten names of 255 bytes, every byte percent-encoded. */
  private static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;

  private static final int MAX_HEADERS_BYTES = 8 * 1024;

  /** Plain HTTP with the usual limits. */
  public static final Listening PLAIN = new Listening(Optional.empty(), HttpLimits.STANDARD);

  /**
   * @throws NullPointerException if a component is null
   */
  public Listening {
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(limits, "limits");
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return tls.isPresent() ? "https" : "http";
  }

  public HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            // HTTP/2 occasionally breaks responses larger than 16 KiB (Vert.x 5.0.8).
            .setHttp2ClearTextEnabled(false)
            .setUseAlpn(false)
            .setIdleTimeout(IDLE_SECONDS)
            // Whoever asks what belongs to a trace is traced; heartbeats and scrapes are not.
            .setTracingPolicy(TracingPolicy.PROPAGATE)
            .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADERS_BYTES);
    tls.ifPresent(
        files ->
            options
                .setSsl(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .setCertPath(files.certificate().toString())
                        .setKeyPath(files.key().toString())));
    return options;
  }
}
