package io.mediarunner.verticles.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.verticles.TestCertificate;
import io.mediarunner.verticles.web.HttpLimits;
import io.mediarunner.verticles.web.Listening;
import io.mediarunner.verticles.web.TlsFiles;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/** An instance with a certificate: the same interface, over TLS only. */
class TlsTest extends ApiTest {
  private Listening listening = Listening.PLAIN;

  @Override
  Listening listening() {
    return listening;
  }

  private int deployWithCertificate() throws Exception {
    listening =
        new Listening(
            Optional.of(TestCertificate.in(folder, "runner", "EC", "-1d")), HttpLimits.STANDARD);
    return deploy(OPEN, 0).port();
  }

  /** Trusts what the runner is to show, and nothing else. */
  private SSLContext trusting() throws Exception {
    X509TrustManager trust =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type)
              throws CertificateException {
            throw new CertificateException("no client");
          }

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type)
              throws CertificateException {
            try {
              if (!TlsFiles.isShown(listening.tls().orElseThrow().certificate(), chain)) {
                throw new CertificateException("another certificate");
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trust}, new SecureRandom());
    return context;
  }

  private String ask(int port, String version) throws Exception {
    try (SSLSocket socket =
        (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      socket.setEnabledProtocols(new String[] {version});
      socket
          .getOutputStream()
          .write(
              "GET /runner/ping HTTP/1.1\r\nHost: r\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void answersOverTls() throws Exception {
    int port = deployWithCertificate();
    for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
      String answer = ask(port, version);
      assertThat(answer).as(version).startsWith("HTTP/1.1 200 OK");
      assertThat(new JsonObject(answer.substring(answer.indexOf('{'))).getBoolean("available"))
          .isTrue();
    }
  }

  @Test
  void speaksNoOldTls() throws Exception {
    int port = deployWithCertificate();
    assertThatThrownBy(() -> ask(port, "TLSv1.1")).isInstanceOf(IOException.class);
  }

  @Test
  void answersNobodyInPlainText() throws Exception {
    RawHttp plain = new RawHttp(deployWithCertificate());
    assertThatThrownBy(() -> plain.send("GET", "/task/status/a", List.of(AUTH), new byte[0]))
        .isInstanceOfAny(IllegalStateException.class, IOException.class);
  }
}
