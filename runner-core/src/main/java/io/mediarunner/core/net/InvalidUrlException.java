package io.mediarunner.core.net;

/**
 * Text that is no http or https address. The message completes "The address …" and repeats nothing
 * of the text, which may hold a password or a signature.
 */
public final class InvalidUrlException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean aboutPort;

  InvalidUrlException(String message) {
    this(message, false);
  }

  private InvalidUrlException(String message, boolean aboutPort) {
    super(message);
    this.aboutPort = aboutPort;
  }

  static InvalidUrlException port() {
    return new InvalidUrlException("names a port that is no number from 1 to 65535", true);
  }

  /** Whether all but the port may be right. */
  public boolean isAboutPort() {
    return aboutPort;
  }
}
