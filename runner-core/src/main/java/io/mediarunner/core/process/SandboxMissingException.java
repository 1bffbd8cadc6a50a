package io.mediarunner.core.process;

import java.io.IOException;

/** The sandbox that the settings demand does not work; the message says why. */
public final class SandboxMissingException extends IOException {
  private static final long serialVersionUID = 1L;

  public SandboxMissingException(String message) {
    super(message);
  }
}
