package io.mediarunner.core.net;

import io.mediarunner.core.config.ProxyConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The authorities of {@code SSL_CERT_FILE} and {@code SSL_CERT_DIR}, instead of Java's own. */
final class TrustedAuthorities {
  private static final Logger log = LoggerFactory.getLogger(TrustedAuthorities.class);

  private TrustedAuthorities() {}

  /**
   * Reads the certificates, each of them once.
   *
   * @return empty if neither is set: Java's own authorities apply
   * @throws IOException if a file cannot be read or contains no certificate; the message names the
   *     setting
   */
  static Optional<TrustManager> of(ProxyConfig config) throws IOException {
    List<Certificate> trusted = new ArrayList<>();
    if (config.caFile().isPresent()) {
      trusted.addAll(read("SSL_CERT_FILE", config.caFile().get()));
    }
    if (config.caDirectory().isPresent()) {
      trusted.addAll(all(config.caDirectory().get()));
    }
    return trusted.isEmpty() ? Optional.empty() : Optional.of(manager(trusted));
  }

  /** Such folders contain other files too, and each certificate under several names. */
  private static Set<Certificate> all(Path folder) throws IOException {
    Set<Certificate> found = new LinkedHashSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        try {
          found.addAll(read("SSL_CERT_DIR", file));
        } catch (IOException e) {
          log.debug("not a certificate: {}", file, e);
        }
      }
    } catch (IOException e) {
      throw new IOException("SSL_CERT_DIR: cannot read " + folder, e);
    }
    if (found.isEmpty()) {
      throw new IOException("SSL_CERT_DIR: no certificate in " + folder);
    }
    return found;
  }

  private static List<Certificate> read(String setting, Path file) throws IOException {
    try (InputStream pem = Files.newInputStream(file)) {
      List<Certificate> read =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(pem));
      if (read.isEmpty()) {
        throw new IOException(setting + ": no certificate in " + file);
      }
      return read;
    } catch (CertificateException e) {
      throw new IOException(setting + ": " + file + " contains no certificates in PEM format", e);
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw new IOException(setting + ": cannot read " + file, e);
    }
  }

  private static TrustManager manager(List<Certificate> trusted) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < trusted.size(); i++) {
        store.setCertificateEntry("authority-" + i, trusted.get(i));
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("in-memory certificates always yield a trust manager", e);
    }
  }
}
