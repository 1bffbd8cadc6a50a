package io.mediarunner.core.text;

import java.io.IOException;

/** What is read whole is larger than that allows. */
public final class TooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  TooLargeException(String message) {
    super(message);
  }
}
