package io.mediarunner.core.process;

/** A program could not be started at all. */
public final class ProcessStartException extends Exception {
  private static final long serialVersionUID = 1L;

  public ProcessStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
