package io.mediarunner.launcher.app;

import io.mediarunner.core.database.WriteWatch;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills the process, as SIGKILL would, around one write of the journal. Only tests use it, through
 * the system property {@value #PROPERTY}: {@code before:7} or {@code after:7} the seventh write.
 */
final class CrashPoint implements WriteWatch {
  static final String PROPERTY = "mediarunner.crashAtJournalWrite";

  /** Exit code that a shell reports for SIGKILL. */
  private static final int KILLED = 137;

  private final boolean before;
  private final int write;
  private final AtomicInteger writes = new AtomicInteger();

  private CrashPoint(boolean before, int write) {
    this.before = before;
    this.write = write;
  }

  /**
   * Parses the property.
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
