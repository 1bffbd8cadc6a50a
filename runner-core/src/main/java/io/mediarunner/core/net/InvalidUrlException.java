package io.mediarunner.core.net;

/**
 * Text that is no http or https address. The message completes "The address …" and repeats nothing
 * of the text, which may hold a password or a signature.
 */
public final class InvalidUrlException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidUrlException(String message) {
    super(message);
  }
}
