package io.mediarunner.verticles.dispatch;

/** The slot is leased, or the same task is already running. */
public final class RunnerBusyException extends Exception {
  private static final long serialVersionUID = 1L;

  public RunnerBusyException() {
    super("Runner is busy");
  }
}
