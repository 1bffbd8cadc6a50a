package io.mediarunner.core.transcription.models;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.util.Timeout;

/** Downloads a model. Resumes an interrupted download if the server still has the same file. */
public final class ModelDownload {
  private static final Timeout WAIT = Timeout.ofSeconds(30);
  private static final int BUFFER = 1 << 16;
  private static final int REDIRECTS = 5;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_SATISFIABLE = 416;

  private final ModelStore store;
  private final Network network;
  private final Optional<Secret> token;

  /**
   * @param token sent as bearer token
   */
  public ModelDownload(ModelStore store, Network network, Optional<Secret> token) {
    this.store = Objects.requireNonNull(store, "store");
    this.network = Objects.requireNonNull(network, "network");
    this.token = Objects.requireNonNull(token, "token");
  }

  /** Receives progress, often. */
  public interface Listener {
    /**
     * @param bytes present so far, including those of an earlier run
     * @param total of the file; 0 if the server does not say
     */
    void received(long bytes, long total);
  }

  /**
   * Downloads and installs.
   *
   * @param base address of the collection, without trailing slash
   * @throws IOException if it fails; the partial download stays for the next time, unless it is
   *     invalid
   */
  public void pull(KnownModel model, URI base, Listener listener) throws IOException {
    Path part = store.unfinished(model);
    Path tag = part.resolveSibling(part.getFileName() + ".etag");
    Files.createDirectories(part.getParent());
    URI address = URI.create(base + "/" + model.fileName());
    try (CloseableHttpClient client = client(address)) {
      Optional<URI> next = Optional.of(address);
      for (int asked = 0; next.isPresent(); asked++) {
        if (asked > REDIRECTS) {
          throw new IOException("the server redirects too many times");
        }
        next = ask(client, next.get(), sameServer(address, next.get()), part, tag, listener);
      }
    }
    try {
      store.adopt(model, part);
    } finally {
      Files.deleteIfExists(part); // complete but invalid: start over next time
      Files.deleteIfExists(tag);
    }
  }

  /**
   * @param known whether this server may see the token
   * @return where it redirects to; empty once the file is there
   */
  private Optional<URI> ask(
      CloseableHttpClient client, URI at, boolean known, Path part, Path tag, Listener listener)
      throws IOException {
    long have = Files.exists(part) && Files.exists(tag) ? Files.size(part) : 0;
    HttpGet get = new HttpGet(at);
    if (known) {
      token.ifPresent(secret -> get.setHeader("Authorization", "Bearer " + secret.value()));
    }
    if (have > 0) {
      get.setHeader("Range", "bytes=" + have + "-");
      get.setHeader("If-Range", SmallFile.text(tag, Limits.LINE));
    }
    return client.execute(
        get,
        response -> {
          Header location = response.getFirstHeader("Location");
          if (response.getCode() / 100 == 3 && location != null) {
            return Optional.of(target(at, location.getValue()));
          }
          receive(response, part, tag, have, listener);
          return Optional.empty();
        });
  }

  private static URI target(URI from, String location) throws IOException {
    try {
      URI target = from.resolve(location);
      if ("https".equals(target.getScheme()) || from.getScheme().equals(target.getScheme())) {
        return target;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("the server redirects to something that is no address", e);
    }
    throw new IOException("the server redirects to another kind of address");
  }

  private static boolean sameServer(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getRawAuthority().equals(other.getRawAuthority());
  }

  private static void receive(
      ClassicHttpResponse response, Path part, Path tag, long have, Listener listener)
      throws IOException {
    int status = response.getCode();
    if (status == NOT_SATISFIABLE && have > 0) {
      return; // there was nothing left to send
    }
    if (status != OK && status != PARTIAL) {
      throw new IOException("the server responded with HTTP " + status);
    }
    long at = status == PARTIAL ? have : 0;
    long length = response.getEntity().getContentLength();
    long total = length < 0 ? 0 : at + length;
    Header etag = response.getFirstHeader("ETag");
    Header modified = response.getFirstHeader("Last-Modified");
    if (at == 0) {
      Files.deleteIfExists(tag);
      Files.deleteIfExists(part);
      boolean strong = etag != null && !etag.getValue().startsWith("W/");
      if (strong || modified != null) {
        Files.writeString(tag, strong ? etag.getValue() : modified.getValue());
      }
    }
    try (InputStream in = response.getEntity().getContent();
        OutputStream out =
            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      byte[] buffer = new byte[BUFFER];
      listener.received(at, total);
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        at += n;
        listener.received(at, total);
      }
    }
    if (total > 0 && at != total) {
      throw new IOException(
          String.format(Locale.ROOT, "the connection was lost after %d of %d bytes", at, total));
    }
  }

  private CloseableHttpClient client(URI address) {
    HttpClientBuilder builder =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(WAIT)
                            .setSocketTimeout(WAIT)
                            .build())
                    .build())
            .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(WAIT).build())
            // Each redirect is followed here, so that the token stays with the server it is for.
            .disableRedirectHandling()
            .disableContentCompression()
            .disableAutomaticRetries();
    network
        .proxyFor(address)
        .ifPresent(proxy -> builder.setProxy(new HttpHost(proxy.host(), proxy.port())));
    return builder.build();
  }
}
