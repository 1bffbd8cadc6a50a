package io.mediarunner.verticles.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.config.TlsConfig;
import io.mediarunner.verticles.TestCertificate;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class TlsFilesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void takesACertificateWithItsKey(String algorithm, Vertx vertx) throws Exception {
    TlsConfig files = TestCertificate.in(folder, "a", algorithm, "-1d");

    assertThat(TlsFiles.check(vertx, files, Instant.now())).isEmpty();
  }

  @Test
  void saysWhenACertificateDoesNotCount(Vertx vertx) throws Exception {
    assertThat(
            TlsFiles.check(vertx, TestCertificate.in(folder, "old", "EC", "-60d"), Instant.now()))
        .singleElement()
        .asString()
        .startsWith("TLS_CERT_FILE: the certificate expired on 20");
    assertThat(TlsFiles.check(vertx, TestCertificate.in(folder, "new", "EC", "+2d"), Instant.now()))
        .singleElement()
        .asString()
        .startsWith("TLS_CERT_FILE: the certificate counts from 20");
  }

  @Test
  void saysWhichFileIsWrongAndWhy(Vertx vertx) throws Exception {
    TlsConfig good = TestCertificate.in(folder, "a", "EC", "-1d");
    TlsConfig other = TestCertificate.in(folder, "b", "EC", "-1d");
    TlsConfig rsa = TestCertificate.in(folder, "c", "RSA", "-1d");
    Path nothing = Files.writeString(folder.resolve("nothing"), "no PEM");
    Path absent = folder.resolve("absent");

    assertRefused(vertx, absent, good.key(), "TLS_CERT_FILE: " + absent + " does not exist");
    assertRefused(vertx, good.certificate(), absent, "TLS_KEY_FILE: " + absent + " does not exist");
    assertRefused(vertx, nothing, good.key(), "TLS_CERT_FILE", "no certificate in PEM format");
    assertRefused(vertx, good.key(), good.key(), "TLS_CERT_FILE", "no certificate in PEM format");
    assertRefused(vertx, good.certificate(), nothing, "TLS_KEY_FILE", "no private key");
    assertRefused(vertx, good.certificate(), good.certificate(), "TLS_KEY_FILE", "no private key");
    assertRefused(vertx, good.certificate(), other.key(), "TLS_KEY_FILE", "is not the key of");
    assertRefused(vertx, good.certificate(), rsa.key(), "TLS_KEY_FILE");
  }

  private static void assertRefused(Vertx vertx, Path certificate, Path key, String... words) {
    assertThatThrownBy(() -> TlsFiles.check(vertx, new TlsConfig(certificate, key), Instant.now()))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(words);
  }
}
