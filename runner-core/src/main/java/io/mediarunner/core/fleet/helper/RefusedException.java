package io.mediarunner.core.fleet.helper;

/** A coordinator gives this member no work as it is; the message says why. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
