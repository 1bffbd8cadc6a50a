package io.mediarunner.core.net;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Why an address could not be reached and what to do about it, for an operator.
 *
 * @param what one clause, without secrets
 * @param fix what to do; names the setting
 */
public record ConnectFailure(String what, String fix) {
  private static final int DEEPEST = 20;

  /**
   * @throws NullPointerException if a component is null
   */
  public ConnectFailure {
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(fix, "fix");
  }

  /**
   * Explains an exception of an HTTP client.
   *
   * @param address what was called
   * @param setting that names the address, such as {@code MANAGER_URL}
   * @param authorities setting that names trusted certificate authorities: {@code SSL_CERT_FILE} or
   *     {@code SSL_CERT_DIR}
   */
  public static ConnectFailure of(
      Throwable cause, URI address, String setting, String authorities) {
    String host = String.valueOf(address.getHost());
    String place = host + ":" + port(address);
    String said = messages(cause);
    if (has(cause, CertificateExpiredException.class)) {
      return new ConnectFailure(
          "the certificate of " + place + " has expired", "renew it, or correct this clock");
    }
    if (said.contains("No subject alternative") || said.contains("No name matching")) {
      return new ConnectFailure(
          "the certificate of " + place + " is for another name",
          "use a name of that certificate in " + setting);
    }
    if (has(cause, CertPathBuilderException.class)
        || has(cause, CertPathValidatorException.class)
        || said.contains("PKIX")) {
      return new ConnectFailure(
          "the certificate of " + place + " is from an authority that is not trusted here",
          authorities.equals("SSL_CERT_DIR")
              ? "add the certificate of that authority, in PEM format, to the folder of SSL_CERT_DIR"
              : "set SSL_CERT_FILE to a PEM file with the certificate of that authority");
    }
    if (has(cause, SSLException.class)) {
      return new ConnectFailure(
          "no TLS connection to " + place + " (" + lastMessage(cause) + ")",
          "check whether it speaks HTTPS on this port, and " + setting);
    }
    if (has(cause, UnknownHostException.class) || has(cause, UnresolvedAddressException.class)) {
      return new ConnectFailure(
          "the name " + host + " cannot be resolved",
          "correct " + setting + ", or the name servers of this machine (/etc/resolv.conf)");
    }
    if (has(cause, HttpTimeoutException.class)
        || has(cause, SocketTimeoutException.class)
        || has(cause, TimeoutException.class)
        || said.contains("timed out")) {
      return new ConnectFailure(
          place + " does not answer in time", "check " + setting + " and the firewalls in between");
    }
    if (has(cause, ConnectException.class)) {
      return new ConnectFailure(
          "nothing accepts connections on " + place,
          "start it, correct " + setting + ", or open the firewall");
    }
    return new ConnectFailure(
        place + ": " + lastMessage(cause), "check " + setting + " and what is in between");
  }

  /** Both in one sentence. */
  public String sentence() {
    return what + ": " + fix;
  }

  private static int port(URI address) {
    if (address.getPort() >= 0) {
      return address.getPort();
    }
    return "https".equals(address.getScheme()) ? 443 : 80;
  }

  private static boolean has(Throwable cause, Class<? extends Throwable> type) {
    Throwable at = cause;
    for (int depth = 0; at != null && depth < DEEPEST; depth++) {
      if (type.isInstance(at)) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }

  private static String messages(Throwable cause) {
    StringBuilder all = new StringBuilder();
    Throwable at = cause;
    for (int depth = 0; at != null && depth < DEEPEST; depth++) {
      all.append(at.getMessage()).append('\n');
      at = at.getCause();
    }
    return all.toString();
  }

  /** The innermost that says something. */
  private static String lastMessage(Throwable cause) {
    String last = cause.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    Throwable at = cause;
    for (int depth = 0; at != null && depth < DEEPEST; depth++) {
      if (at.getMessage() != null && !at.getMessage().isBlank()) {
        last = at.getMessage();
      }
      at = at.getCause();
    }
    return last;
  }
}
