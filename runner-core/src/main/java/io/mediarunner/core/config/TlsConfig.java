package io.mediarunner.core.config;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What the runner shows that it is itself, where it speaks HTTPS.
 *
 * @param certificate PEM file with its certificate, then those that issued it
 * @param key PEM file with the certificate's private key, without a password
 */
public record TlsConfig(Path certificate, Path key) {
  /**
   * @throws NullPointerException if a component is null
   */
  public TlsConfig {
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(key, "key");
  }
}
