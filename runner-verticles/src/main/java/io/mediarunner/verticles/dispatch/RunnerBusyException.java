package io.mediarunner.verticles.dispatch;

/** The slot is leased, or the very task is under way already. */
public final class RunnerBusyException extends Exception {
  private static final long serialVersionUID = 1L;

  public RunnerBusyException() {
    super("Runner is busy");
  }
}
