package io.mediarunner.launcher.terminal;

import java.io.Console;

/** Where output goes to. */
public final class Terminal {
  private Terminal() {}

  /** Whether somebody reads along: input and output are both a terminal's. */
  @SuppressWarnings("SystemConsoleNull") // it is asked further
  public static boolean isAttached() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try { // since Java 22 there is a console without a terminal, too
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
