package io.mediarunner.core.fetch;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What is wrong with a server's certificate, for whoever has to mend it. */
final class TlsFailure {
  private TlsFailure() {}

  /**
   * A sentence; empty if the failure is another one.
   *
   * @param setting that says which authorities are trusted
   */
  static Optional<String> certificate(Throwable failure, String setting) {
    Optional<String> broad = Optional.empty();
    int depth = 0;
    for (Throwable e = failure; e != null && depth < 20; e = e.getCause(), depth++) {
      String message = String.valueOf(e.getMessage());
      if (e instanceof CertificateExpiredException) {
        return Optional.of("Its certificate has expired.");
      }
      if (e instanceof CertificateNotYetValidException) {
        return Optional.of(
            "Its certificate is not valid yet; check the clocks of the server and of this runner.");
      }
      if (e instanceof CertificateRevokedException) {
        return Optional.of("Its certificate has been revoked.");
      }
      if (e instanceof SSLPeerUnverifiedException
          || message.startsWith("No subject alternative")
          || message.startsWith("No name matching")) {
        return Optional.of("Its certificate is for another host name.");
      }
      if (message.contains("Algorithm constraints check failed")
          || message.contains("does not conform to algorithm constraints")) {
        return Optional.of("Its certificate uses an algorithm or a key that is too weak.");
      }
      if (e instanceof CertPathBuilderException
          || e instanceof CertPathValidatorException
          || e instanceof CertificateException) {
        broad =
            Optional.of(
                String.format(
                    Locale.ROOT,
                    "Its certificate is not signed by an authority that this runner trusts. Let the"
                        + " server send its whole chain, or add the authority to the certificates"
                        + " of %s.",
                    setting));
      }
    }
    return broad;
  }
}
