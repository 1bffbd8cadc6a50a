package io.mediarunner.verticles.web;

import io.mediarunner.core.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/** Checks certificate and key before anything listens: a server that shows them badly is mute. */
public final class TlsFiles {
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private TlsFiles() {}

  /**
   * @return what an operator should know of a certificate that can be used, one line each
   * @throws IOException if it cannot be used; the message names the setting and says why
   */
  public static List<String> check(Vertx vertx, TlsConfig files, Instant now) throws IOException {
    List<X509Certificate> chain = chain(files.certificate());
    X509Certificate own = chain.get(0);
    if (!belongs(key(vertx, files, own), own)) {
      throw new IOException(
          "TLS_KEY_FILE: "
              + files.key()
              + " is not the key of the first certificate in TLS_CERT_FILE");
    }
    List<String> notes = new ArrayList<>();
    if (own.getNotAfter().toInstant().isBefore(now)) {
      notes.add("TLS_CERT_FILE: the certificate expired on " + own.getNotAfter().toInstant());
    }
    if (own.getNotBefore().toInstant().isAfter(now)) {
      notes.add("TLS_CERT_FILE: the certificate counts from " + own.getNotBefore().toInstant());
    }
    return notes;
  }

  /**
   * The certificates of a file, the server's own first.
   *
   * @throws IOException if there is none; the message names the setting
   */
  public static List<X509Certificate> chain(Path file) throws IOException {
    readable("TLS_CERT_FILE", file);
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      List<X509Certificate> chain =
          found.stream()
              .filter(X509Certificate.class::isInstance)
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
      throw new IOException("TLS_CERT_FILE: " + file + " holds no certificate in PEM format");
    } catch (CertificateException e) {
      throw new IOException("TLS_CERT_FILE: " + file + " holds no certificate in PEM format", e);
    }
  }

  private static void readable(String setting, Path file) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s %s",
              setting,
              file,
              Files.exists(file) ? "cannot be read by this user" : "does not exist"));
    }
  }

  private static PrivateKey key(Vertx vertx, TlsConfig files, X509Certificate own)
      throws IOException {
    readable("TLS_KEY_FILE", files.key());
    try {
      KeyManager[] managers =
          new PemKeyCertOptions()
              .setCertPath(files.certificate().toString())
              .setKeyPath(files.key().toString())
              .getKeyManagerFactory(vertx)
              .getKeyManagers();
      X509KeyManager manager = (X509KeyManager) managers[0];
      String[] names = manager.getServerAliases(own.getPublicKey().getAlgorithm(), null);
      PrivateKey key = names == null ? null : manager.getPrivateKey(names[0]);
      if (key != null) {
        return key;
      }
      throw new IOException("TLS_KEY_FILE: " + files.key() + " holds no private key");
    } catch (IOException e) {
      throw e;
    } catch (Exception e) { // Vert.x declares no narrower one
      throw new IOException(
          "TLS_KEY_FILE: "
              + files.key()
              + " holds no private key in PEM format without a password ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  private static boolean belongs(PrivateKey key, X509Certificate own) {
    String algorithm = SIGNATURES.get(own.getPublicKey().getAlgorithm());
    if (algorithm == null) {
      return true; // of a kind that this class cannot try
    }
    byte[] text = "media-runner".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(text);
      byte[] signed = signing.sign();
      Signature checking = Signature.getInstance(algorithm);
      checking.initVerify(own.getPublicKey());
      checking.update(text);
      return checking.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Whether a server shows the certificate of a file. */
  public static boolean isShown(Path file, X509Certificate... shown) throws IOException {
    return shown.length > 0 && Arrays.equals(encoded(shown[0]), encoded(chain(file).get(0)));
  }

  private static byte[] encoded(X509Certificate certificate) throws IOException {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IOException("a certificate without an encoding", e);
    }
  }
}
