package io.mediarunner.launcher.config;

import java.io.IOException;

/** There are settings, but this user may not read them. A restart does not change that. */
public final class SettingsClosedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The exit code for it; see docs/installation.md. */
  public static final int EXIT_CODE = 4;

  SettingsClosedException(String message) {
    super(message);
  }
}
