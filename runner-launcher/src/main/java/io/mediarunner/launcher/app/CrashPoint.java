package io.mediarunner.launcher.app;

import io.mediarunner.core.store.WriteWatch;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets the process die, as by SIGKILL, around one write of the journal. Only tests ask for it, by
 * the system property {@value #PROPERTY}: {@code before:7} or {@code after:7} the seventh write.
 */
final class CrashPoint implements WriteWatch {
  static final String PROPERTY = "mediarunner.crashAtJournalWrite";

  /** What a shell says of a process that SIGKILL ended. */
  private static final int KILLED = 137;

  private final boolean before;
  private final int write;
  private final AtomicInteger writes = new AtomicInteger();

  private CrashPoint(boolean before, int write) {
    this.before = before;
    this.write = write;
  }

  /**
   * What the property asks for.
   *
   * @param value of the property; empty for no crash
   * @throws IllegalArgumentException if it is of another form
   */
  static WriteWatch of(Optional<String> value) {
    if (value.isEmpty()) {
      return WriteWatch.NONE;
    }
    String text = value.get();
    if (!text.matches("(before|after):[1-9]\\d{0,5}")) {
      throw new IllegalArgumentException(PROPERTY + ": before:N or after:N, was " + text);
    }
    int colon = text.indexOf(':');
    return new CrashPoint(text.startsWith("before"), Integer.parseInt(text.substring(colon + 1)));
  }

  @Override
  public void beforeWrite() {
    if (writes.incrementAndGet() == write && before) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  @Override
  public void afterWrite() {
    if (writes.get() == write && !before) {
      Runtime.getRuntime().halt(KILLED);
    }
  }
}
