package io.mediarunner.launcher.terminal;

/** What went wrong, in one line for a person. */
public final class Explanation {
  private Explanation() {}

  /** The innermost message that says something. */
  public static String of(Throwable cause) {
    Throwable innermost = cause;
    while (innermost.getCause() != null && innermost.getMessage() == null) {
      innermost = innermost.getCause();
    }
    return innermost.getMessage() == null
        ? innermost.getClass().getSimpleName()
        : innermost.getMessage();
  }
}
