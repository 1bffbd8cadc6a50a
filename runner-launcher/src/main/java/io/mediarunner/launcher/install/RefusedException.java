package io.mediarunner.launcher.install;

import java.io.IOException;

/** A command that changed nothing, or undid what it had changed. The message ends with the fix. */
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** It failed, or the state of things does not allow it now. */
  static final int FAILED = 1;

  /** The command line or the settings are invalid. */
  static final int INVALID = 2;

  /** The user may not do it. */
  static final int RIGHTS = 4;

  /** This machine cannot do it. */
  static final int MACHINE = 5;

  /** Another kind of installation, or another owner, is in charge. */
  static final int NOT_OURS = 6;

  /** There is nothing to do it with. */
  static final int ABSENT = 7;

  private final int exitCode;

  RefusedException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
